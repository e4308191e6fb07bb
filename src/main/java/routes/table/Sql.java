package routes.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import routes.config.Migration;
import routes.config.Resources;

/** The statements that lie beside the classes that use them, with the migration's identifiers quoted in; values are always bound. */
public final class Sql {

    private final Map<String, String> names = new LinkedHashMap<>();

    public Sql(TableSchema schema) {
        Migration migration = schema.migration();
        names.put("table", TableSchema.quoted(migration.table()));
        names.put("ledger", TableSchema.quoted(migration.ledger()));
        names.put("key", TableSchema.quoted(schema.keyColumn()));
        names.put("column", TableSchema.quoted(migration.column()));
        names.put("path", schema.pathBytes("t"));
        names.put("path_text", "CONVERT(" + schema.pathBytes("t") + " USING utf8mb4)");
        names.put("key_definition", schema.keyDefinition());
    }

    /** The statement in {@code NAME.sql} beside a class. */
    public String get(Class<?> beside, String name) {
        return get(beside, name, "");
    }

    /** The same, with a condition such as {@code t.id > ? AND} in the place of <code>${after}</code>. */
    public String get(Class<?> beside, String name, String after) {
        String statement = read(beside, name);
        for (Map.Entry<String, String> entry : names.entrySet()) {
            statement = statement.replace("${" + entry.getKey() + "}", entry.getValue());
        }
        return statement.replace("${after}", after);
    }

    /** The ledger's own condition for the rows after a key. */
    public String afterRow() {
        return "row_key > ? AND";
    }

    /** The table's condition for the rows after a key. */
    public String afterKey() {
        return "t." + names.get("key") + " > ? AND";
    }

    private static String read(Class<?> beside, String name) {
        return Resources.text(beside, name + ".sql")
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }
}
