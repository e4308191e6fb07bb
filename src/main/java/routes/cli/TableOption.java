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
        List<String> wanted = of(columns.all().stream().map(Column::name).toList());
        return columns.all().stream()
                .filter(column -> wanted.contains(column.name()))
                .toList();
    }

    /**
     * The names of the columns, of all there are.
     *
     * @throws ConfigurationException when one that is named is none
     */
    List<String> of(List<String> all) {
        for (String name : names) {
            if (!all.contains(name)) {
                throw new ConfigurationException(
                        "--table must be one of " + String.join(", ", all) + ", and is " + name);
            }
        }
        return names.isEmpty() ? all : List.copyOf(names);
    }
}
