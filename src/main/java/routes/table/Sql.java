package routes.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import routes.config.Migration;
import routes.config.Resources;

/**
 * The statements that lie beside the classes that use them, with the migration's identifiers quoted in; values are always bound. None has
 * BETWEEN: of two bound values that are equal in the collation of the connection, such as A and a, MariaDB makes one, whatever the column's
 * collation says, and finds only the first row of the range.
 */
public final class Sql {

    private final Map<String, String> names = new LinkedHashMap<>();

    public Sql(TableSchema schema) {
        Migration migration = schema.migration();
        RowKeyType type = schema.keyType();
        String compared = type.compared("t." + TableSchema.quoted(schema.keyColumn()));
        String path = schema.pathBytes("t");
        names.put("t.${key}", compared);
        names.put("${table}", TableSchema.quoted(migration.table()));
        names.put("${ledger}", TableSchema.quoted(migration.ledger()));
        names.put("${column}", TableSchema.quoted(migration.column()));
        names.put("${key_read}", type.selected(compared));
        names.put("${row_key_read}", type.selected("row_key"));
        names.put("${path}", path);
        names.put("${path_text}", "CONVERT(" + path + " USING utf8mb4)");
        // what is text for the database already needs no look
        names.put("${path_valid}", schema.pathCharset().isPresent() ? "TRUE" : Utf8.isWellFormed(path));
        names.put("${new_path}", schema.stored("l.new_path"));
        names.put("${old_path}", schema.stored("l.old_path"));
        names.put("${stored}", schema.stored("?"));
        names.put("${key_definition}", schema.ledgerKey());
    }

    /** The statement in {@code NAME.sql} beside a class. */
    public String get(Class<?> beside, String name) {
        return get(beside, name, "");
    }

    /** The same, with a condition such as {@code t.id > ? AND} in the place of <code>${after}</code>. */
    public String get(Class<?> beside, String name, String after) {
        String statement = read(beside, name);
        for (Map.Entry<String, String> entry : names.entrySet()) {
            statement = statement.replace(entry.getKey(), entry.getValue());
        }
        return statement.replace("${after}", after);
    }

    /** The ledger's own condition for the rows after a key. */
    public String afterRow() {
        return "row_key > ? AND";
    }

    /** The table's condition for the rows after a key. */
    public String afterKey() {
        return names.get("t.${key}") + " > ? AND";
    }

    private static String read(Class<?> beside, String name) {
        return Resources.text(beside, name + ".sql")
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }
}
