package routes.table;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import routes.config.Migration;
import routes.config.Resources;
import routes.config.Settings;

/**
 * The statements that lie beside the classes that use them, with the migration's identifiers quoted in; values are always bound. And how
 * long one of them may take.
 */
public final class Sql {

    /** What stands in a statement for the condition on the keys of a window. */
    public static final String WINDOW = "${window}";

    private static final String STATEMENT_TIME = "database.statement-time";

    private final Map<String, String> names = new LinkedHashMap<>();
    private final RowKeyType keyType;
    private final Duration statementTime;

    /**
     * Those of a migration.
     *
     * @throws routes.config.ConfigurationException when {@code database.statement-time} cannot be used
     */
    public static Sql of(TableSchema schema, Settings settings) {
        Duration time = settings.duration(STATEMENT_TIME);
        if (time.isZero() || time.isNegative()) {
            throw Settings.problem(STATEMENT_TIME, "must be longer than nothing");
        }
        return new Sql(schema, time);
    }

    /**
     * @param statementTime time that one statement is to take, about
     */
    public Sql(TableSchema schema, Duration statementTime) {
        this.keyType = schema.keyType();
        this.statementTime = statementTime;
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
        String statement = read(beside, name);
        for (Map.Entry<String, String> entry : names.entrySet()) {
            statement = statement.replace("${" + entry.getKey() + "}", entry.getValue());
        }
        return statement;
    }

    /**
     * The condition on the keys of a window.
     *
     * @param table of the table {@code t}; otherwise of the ledger
     * @param after whether it begins after a key, the first value
     * @param through whether it ends with a key, the next value
     */
    public String between(boolean table, boolean after, boolean through) {
        String column = table ? "t." + names.get("key") : "row_key";
        String from = after ? column + " > ?" : "TRUE";
        return through ? from + " AND " + column + " <= ?" : from;
    }

    /** How the keys travel. */
    public RowKeyType keyType() {
        return keyType;
    }

    /** Time that one statement is to take, about. */
    public Duration statementTime() {
        return statementTime;
    }

    private static String read(Class<?> beside, String name) {
        return Resources.text(beside, name + ".sql")
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }
}
