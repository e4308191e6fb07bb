package routes.plan;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.table.Sql;
import routes.table.TableSchema;

/** Counts the rows of the production table by what a migration would make of them. */
public final class TableCounts {

    private final Migration migration;
    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
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

    public TableCounts(TableSchema schema, Sql statements, JdbcTemplate jdbc) {
        this.migration = schema.migration();
        this.schema = schema;
        this.statements = statements;
        this.jdbc = jdbc;
        this.legacy = migration.legacyPrefixBytes();
    }

    /** Counts: two or three full scans. */
    public Counts count() {
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
        List<String> examples = jdbc.queryForList(
                statements.get(TableCounts.class, "near-misses"),
                String.class,
                legacy.length,
                legacy,
                folderCharacters,
                folder,
                slashed.length,
                slashed);
        long objects = count("distinct");
        long collisions = basename ? count("collisions") : 0;
        return jdbc.queryForObject(
                statements
                        .get(TableCounts.class, "counts")
                        .replace("${kept_length}", keptLength)
                        .replace("${kept}", kept),
                (row, number) -> new Counts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        objects,
                        collisions,
                        examples),
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
    }

    /** Paths to migrate, chosen at random: each row is as likely as any other. A full scan. */
    public List<String> sample(int rows) {
        return jdbc.queryForList(
                statements.get(TableCounts.class, "sample"), String.class, legacy.length, legacy, rows);
    }

    private long count(String statement) {
        return jdbc.queryForObject(statements.get(TableCounts.class, statement), Long.class, legacy.length, legacy);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
