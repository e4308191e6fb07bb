package routes.cli;

import java.util.ArrayList;
import java.util.List;
import routes.ledger.Column;
import routes.plan.PathEncoding;
import routes.table.Triggers;

/**
 * What is to be known of a column.
 *
 * @param column {@code TABLE.COLUMN}
 * @param legacy rows that hold a legacy path
 * @param triggers that fire when a row is rewritten, as far as the user may see them
 * @param encoding null unless the column holds UTF-8 and its character set is another
 * @param ledgerStatement what brings the ledger along; null unless an earlier version has made it
 */
record TableFindings(
        String column, long legacy, List<String> triggers, PathEncoding.Found encoding, String ledgerStatement) {

    /** Looks for it. */
    static TableFindings of(Operator operator, Column column, long legacy) {
        return new TableFindings(
                column.name(),
                legacy,
                Triggers.of(operator.connections.database(), column.migration()),
                new PathEncoding(column.schema(), column.statements(), operator.table())
                        .look()
                        .orElse(null),
                column.ledger().missing().orElse(null));
    }

    /** The same for people, but for the rows. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!triggers.isEmpty()) {
            lines.add("Triggers  " + Text.printable(String.join(", ", triggers)));
        }
        if (ledgerStatement != null) {
            lines.add("Ledger  of an earlier version: a run brings it along; if its user may not, have somebody do: "
                    + ledgerStatement);
        }
        if (encoding != null) {
            lines.add(
                    "Encoding  the column is of %s, but %d of %d paths with other characters than ASCII hold UTF-8, such as %s, which is read as %s: set PATH_CHARSET (path.charset) to binary"
                            .formatted(
                                    encoding.charset(),
                                    encoding.utf8(),
                                    encoding.looked(),
                                    Text.printable(encoding.held()),
                                    Text.printable(encoding.read())));
        }
        return lines;
    }
}
