package routes.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import routes.config.Settings;
import routes.table.Sql;
import routes.table.TableColumn;
import routes.table.TableColumns;
import routes.table.TableSchema;

/**
 * Compares a ledger that is there already with the one that would be made now: the table's key may have been widened since, or given another
 * collation, and what the ledger would cut or compare otherwise must not be written to it.
 */
public final class LedgerShape {

    /** A column in {@code create.sql}: its name, its type, and the rest of its definition. */
    private static final Pattern COLUMN = Pattern.compile(
            "^ +(\\w+) +(.+?)((?: DEFAULT '[^']*')? (?:NOT )?NULL.*?)(?: PRIMARY KEY)?,?$", Pattern.MULTILINE);

    private static final String TEXT = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    private final TableSchema schema;
    private final String create;
    private final TableColumns columns;

    public LedgerShape(TableSchema schema, Sql statements, DataSource dataSource) {
        this.schema = schema;
        this.create = statements.get(Ledger.class, "create");
        this.columns = new TableColumns(
                dataSource, schema.migration().database(), schema.migration().ledger());
    }

    /**
     * What is wrong with the ledger, in one line with the statement that puts it right. Columns that the ledgers of earlier versions lack are
     * added by {@link Ledger#create}, which costs nothing.
     */
    public Optional<String> problem() {
        List<String> found = new ArrayList<>();
        List<String> changes = new ArrayList<>();
        Matcher wanted = COLUMN.matcher(create);
        while (wanted.find()) {
            String name = wanted.group(1);
            String type = wanted.group(2) + (isText(wanted.group(2)) ? TEXT : "");
            columns.find(name).filter(column -> !isAs(column, type)).ifPresent(column -> {
                found.add(name + " is " + column.definition() + (column.extra().isEmpty() ? "" : " " + column.extra())
                        + ", and should be " + type);
                changes.add("MODIFY " + name + " " + type + wanted.group(3));
            });
        }
        return changes.isEmpty()
                ? Optional.empty()
                : Optional.of(Settings.line(
                        "temp.table.for.update",
                        "names a ledger that does not suit the table any more: %s; when all processes are stopped, have somebody who may do: ALTER TABLE %s %s"
                                .formatted(
                                        String.join("; ", found),
                                        TableSchema.quoted(schema.migration().ledger()),
                                        String.join(", ", changes))));
    }

    private static boolean isText(String type) {
        return type.matches("(VARCHAR|ENUM) ?\\(.*\\)");
    }

    private boolean isAs(TableColumn column, String type) {
        boolean changesItself =
                column.name().equals("row_key") && !column.extra().isEmpty();
        return normal(column.definition()).equals(normal(type)) && !changesItself;
    }

    /** The same for the ways in which MariaDB's versions show one type, such as {@code INT UNSIGNED} and {@code int(10) unsigned}. */
    private static String normal(String type) {
        return type.toLowerCase(Locale.ROOT)
                .replace("boolean", "tinyint")
                .replaceAll("(int)\\(\\d+\\)", "$1")
                .replaceAll("\\s+", "");
    }
}
