package routes.cli;

import java.util.ArrayList;
import java.util.List;
import routes.plan.PathEncoding;
import routes.table.Triggers;

/**
 * What is odd about the table.
 *
 * @param triggers that fire when a row is rewritten, as far as the user may see them
 * @param encoding null unless the column holds UTF-8 and its character set is another
 */
record TableFindings(List<String> triggers, PathEncoding.Found encoding) {

    /** Looks for it. */
    static TableFindings of(Operator operator) {
        return new TableFindings(
                Triggers.of(operator.connections.database(), operator.migration),
                new PathEncoding(operator.schema(), operator.statements(), operator.table())
                        .look()
                        .orElse(null));
    }

    /** The same for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!triggers.isEmpty()) {
            lines.add("Triggers  " + Text.printable(String.join(", ", triggers)));
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
