package routes.cli;

import java.util.List;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;
import routes.ledger.Column;
import routes.ledger.Columns;

/** Which of the columns of a migration a command deals with. */
final class TableOption {

    @Option(
            names = "--table",
            paramLabel = "TABLE.COLUMN",
            description = "Only this column of MIGRATION_TABLES; may be given several times (default: all).")
    private List<String> names = List.of();

    /**
     * The columns.
     *
     * @throws ConfigurationException when one that is named is none
     */
    List<Column> of(Columns columns) {
        for (String name : names) {
            if (columns.all().stream().noneMatch(column -> column.name().equals(name))) {
                throw new ConfigurationException("--table must be one of "
                        + String.join(
                                ", ", columns.all().stream().map(Column::name).toList())
                        + ", and is " + name);
            }
        }
        return columns.all().stream()
                .filter(column -> names.isEmpty() || names.contains(column.name()))
                .toList();
    }
}
