package routes.table;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import routes.config.Migration;
import routes.config.Resources;
import routes.config.Settings;

/**
 * The statements that lie beside the classes that use them, with the migration's identifiers quoted in; values are always bound. And how
 * long one of them may take. None has BETWEEN: of two bound values that are equal in the collation of the connection, such as A and a,
 * MariaDB makes one, whatever the column's collation says, and finds only the first row of the range.
 */
public final class Sql {

    /** What stands in a statement for the condition on the keys of a window; no name of the database has a character like these. */
    public static final String WINDOW = "\0window\0";

    private static final Pattern PLACEHOLDER = Pattern.compile("(?:t\\.\\$\\{key}|\\$\\{[a-z_]+})");

    private static final String NEAR_MISSES = "near.misses";
    private static final String STATEMENT_TIME = "database.statement-time";

    /** What is done about rows that look as if they meant legacy objects, and are written in no form that is migrated. */
    private enum NearMissReport {
        REPORT,
        IGNORE
    }

    private final Map<String, String> names = new LinkedHashMap<>();
    private final RowKeyType keyType;
    private final Duration statementTime;

    /**
     * Those of a migration.
     *
     * @throws routes.config.ConfigurationException when {@code database.statement-time} or {@code near.misses} cannot be used
     */
    public static Sql of(TableSchema schema, Settings settings) {
        Duration time = settings.duration(STATEMENT_TIME);
        if (time.isZero() || time.isNegative()) {
            throw Settings.problem(STATEMENT_TIME, "must be longer than nothing");
        }
        return new Sql(schema, time, settings.choice(NEAR_MISSES, NearMissReport.class) == NearMissReport.REPORT);
    }

    /**
     * @param statementTime time that one statement is to take, about
     */
    public Sql(TableSchema schema, Duration statementTime) {
        this(schema, statementTime, true);
    }

    private Sql(TableSchema schema, Duration statementTime, boolean nearMisses) {
        this.keyType = schema.keyType();
        this.statementTime = statementTime;
        Migration migration = schema.migration();
        RowKeyType type = schema.keyType();
        String compared = type.compared("t." + TableSchema.quoted(schema.keyColumn()));
        String path = schema.pathBytes("t");
        names.put("${window}", WINDOW);
        names.put("t.${key}", compared);
        // whatever the optimizer believes of the size of a table that has just been filled
        names.put("${by_key}", type == RowKeyType.LABEL ? "" : along(schema.keyIndex()));
        names.put("${by_row_key}", along("PRIMARY"));
        names.put("${table}", TableSchema.quoted(migration.table()));
        names.put("${ledger}", TableSchema.quoted(migration.ledger()));
        names.put("${column}", TableSchema.quoted(migration.column()));
        names.put("${key_read}", type.selected(compared));
        names.put("${row_key_read}", type.selected("row_key"));
        names.put("${path}", path);
        names.put("${path_text}", "CONVERT(" + path + " USING utf8mb4)");
        PathConditions conditions = new PathConditions(migration, path);
        names.put("${legacy}", conditions.legacy());
        names.put("${target}", conditions.target());
        names.put("${near_miss}", nearMisses ? conditions.nearMiss() : "FALSE");
        names.put("${new_path}", schema.stored("l.new_path"));
        names.put("${old_path}", schema.stored("l.old_path"));
        names.put("${stored}", schema.stored("?"));
        names.put("${key_definition}", schema.ledgerKey());
    }

    /** The statement in {@code NAME.sql} beside a class. */
    public String get(Class<?> beside, String name) {
        return get(beside, name, Map.of());
    }

    /**
     * The statement in {@code NAME.sql} beside a class. All placeholders are replaced in one pass, so that none is looked for in what has come
     * into the place of another: a column may be called {@code ${ledger}}.
     *
     * @param more what the class puts into the places of its own
     */
    public String get(Class<?> beside, String name, Map<String, String> more) {
        return PLACEHOLDER
                .matcher(read(beside, name))
                .replaceAll(place -> Matcher.quoteReplacement(
                        more.getOrDefault(place.group(), names.getOrDefault(place.group(), place.group()))));
    }

    /**
     * The condition on the keys of a window.
     *
     * @param table of the table {@code t}; otherwise of the ledger
     * @param after whether it begins after a key, the first value
     * @param through whether it ends with a key, the next value
     */
    public String between(boolean table, boolean after, boolean through) {
        String column = table ? names.get("t.${key}") : "row_key";
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

    private static String along(String index) {
        return "FORCE INDEX (" + TableSchema.quoted(index) + ")";
    }

    private static String read(Class<?> beside, String name) {
        return Resources.text(beside, name + ".sql")
                .lines()
                .filter(line -> !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }
}
