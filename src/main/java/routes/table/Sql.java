package routes.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import routes.config.Migration;

/** The statements of {@code sql/*.sql}, with the migration's identifiers quoted in; values are always bound. */
public final class Sql {

    /** What the comment of every ledger begins with; the migration's fingerprint follows. */
    private static final String LEDGER_COMMENT = "s3-migration-routes ledger 1 ";

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
        names.put("ledger_comment", LEDGER_COMMENT + migration.fingerprint());
    }

    /** Whether the comment of a table is that of a ledger. */
    public static boolean isLedger(String comment) {
        return comment.startsWith(LEDGER_COMMENT);
    }

    /** Whether the comment of a table is that of this migration's ledger. */
    public static boolean isLedgerOf(String comment, Migration migration) {
        return comment.equals(LEDGER_COMMENT + migration.fingerprint());
    }

    /** The statement in {@code sql/NAME.sql}. */
    public String get(String name) {
        return get(name, "");
    }

    /** The same, with a condition such as {@code t.id > ? AND} in the place of <code>${after}</code>. */
    public String get(String name, String after) {
        String statement = read(name);
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

    private static String read(String name) {
        try (InputStream in = Sql.class.getResourceAsStream("/sql/" + name + ".sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("--"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new IllegalStateException("sql/" + name + ".sql cannot be read", e);
        }
    }
}
