package routes.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import routes.config.Migration;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** Counts the rows of the production table by what a migration would make of them. */
public final class TableCounts {

    private static final int EXAMPLES = 5;

    private final Migration migration;
    private final TableSchema schema;
    private final Sql statements;
    private final DataSource database;
    private final byte[] legacy;

    /**
     * The counts, in rows.
     *
     * @param table all rows
     * @param legacy rows under the legacy prefix, which would be migrated
     * @param target rows under the new prefix already
     * @param empty rows without a path
     * @param nearMisses rows that look like those to migrate and are not: {@code images/x}, another case, a slash before
     * @param unusable rows to migrate whose path or new path is too long, or is not UTF-8
     * @param objects different paths among the rows to migrate: the copies to make
     * @param collisions rows whose objects would be copied to the key of another
     */
    public record Counts(
            long table,
            long legacy,
            long target,
            long empty,
            long nearMisses,
            long unusable,
            long objects,
            long collisions,
            List<String> nearMissExamples) {

        /** Rows that share their object with another. */
        public long duplicates() {
            return legacy - objects;
        }
    }

    public TableCounts(TableSchema schema, Sql statements, DataSource database) {
        this.migration = schema.migration();
        this.schema = schema;
        this.statements = statements;
        this.database = database;
        this.legacy = migration.legacyPrefixBytes();
    }

    /**
     * Counts, window by window.
     *
     * @param paths what is known of the paths already
     */
    public Counts count(PathCensus.Found paths) {
        byte[] target = bytes(migration.targetPrefix());
        int targetCharacters = migration
                .targetPrefix()
                .codePointCount(0, migration.targetPrefix().length());
        String folder =
                migration.legacyPrefix().substring(0, migration.legacyPrefix().length() - 1);
        int folderCharacters = folder.codePointCount(0, folder.length());
        byte[] slashed = bytes("/" + migration.legacyPrefix());
        boolean basename = migration.keyMapping() == Migration.KeyMapping.BASENAME;
        String path = schema.pathBytes("t");
        String kept = basename
                ? "SUBSTRING_INDEX(" + path + ", '/', -1)"
                : "SUBSTRING(" + path + ", " + (legacy.length + 1) + ")";
        String keptLength = schema.pathCharset().isPresent()
                ? "CHAR_LENGTH(CONVERT(" + kept + " USING utf8mb4))"
                : "OCTET_LENGTH(" + kept + ")";
        WindowedQuery<String[]> nearMisses = new WindowedQuery<>(
                statements,
                database,
                WindowedQuery.Over.TABLE,
                statements.get(TableCounts.class, "near-misses"),
                (row, number) -> new String[] {schema.keyType().read(row, 1), row.getString(2)},
                found -> found[0],
                EXAMPLES);
        WindowedQuery<long[]> counts = new WindowedQuery<>(
                statements,
                database,
                WindowedQuery.Over.TABLE,
                statements
                        .get(TableCounts.class, "counts")
                        .replace("${kept_length}", keptLength)
                        .replace("${kept}", kept),
                (row, number) -> new long[] {
                    row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)
                });
        long[] sums = new long[6];
        counts.forEach(
                window -> Arrays.setAll(sums, column -> sums[column] + window.get(0)[column]),
                legacy.length,
                legacy,
                target.length,
                target,
                legacy.length,
                legacy,
                folderCharacters,
                folder,
                slashed.length,
                slashed,
                legacy.length,
                legacy,
                Migration.KEY_BYTES - target.length,
                schema.pathCharacters() - (schema.pathCharset().isPresent() ? targetCharacters : target.length));
        List<String> examples = sums[4] == 0
                ? List.of()
                : nearMisses
                        .first(EXAMPLES, legacy.length, legacy, folderCharacters, folder, slashed.length, slashed)
                        .stream()
                        .map(found -> found[1])
                        .toList();
        return new Counts(
                sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], paths.objects(), paths.collisions(), examples);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
