package routes.emulation;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.config.Settings;
import routes.embedded.SampleData;
import routes.migration.Statements;
import routes.migration.TableSchema;

/** Takes back what a migration of the sample has done, by its ledger; safe to repeat until the ledger is dropped, which is last. */
public final class SampleReset {

    private static final long RANGE = 10_000;
    /** S3's limit for one request. */
    private static final int KEYS = 1000;

    private final Migration migration;
    private final JdbcTemplate jdbc;
    private final String ledger;

    public SampleReset(Migration migration, JdbcTemplate jdbc) {
        this.migration = migration;
        this.jdbc = jdbc;
        this.ledger = TableSchema.quoted(migration.ledger());
    }

    /**
     * Whether there is a ledger.
     *
     * @throws routes.config.ConfigurationException when it is not this migration's
     */
    public boolean hasLedger() {
        List<String> comments = jdbc.queryForList(
                "SELECT table_comment FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                String.class,
                migration.database(),
                migration.ledger());
        if (!comments.isEmpty() && !Statements.isLedgerOf(comments.get(0), migration)) {
            throw Settings.problem(
                    "temp.table.for.update", "names a table that is not the ledger of this migration: " + migration.ledger());
        }
        return !comments.isEmpty();
    }

    /** Rows in the ledger. */
    public long count() {
        return jdbc.queryForObject("SELECT COUNT(*) FROM " + ledger, Long.class);
    }

    /** Ranges of row keys that cover the ledger: first and last key of each. */
    public Iterator<List<Long>> ranges() {
        Long last = jdbc.queryForObject("SELECT COALESCE(MAX(row_key), 0) FROM " + ledger, Long.class);
        return LongStream.rangeClosed(0, last / RANGE)
                .mapToObj(number -> List.of(number * RANGE, (number + 1) * RANGE - 1))
                .iterator();
    }

    /** The statement that gives the rows of a range their old paths; a row that was changed since stays as it is. */
    public String restoration() {
        String path = "t." + TableSchema.quoted(migration.column());
        return "UPDATE " + ledger + " l STRAIGHT_JOIN " + TableSchema.quoted(migration.table()) + " t ON t."
                + SampleData.KEY_COLUMN + " = l.row_key SET " + path + " = l.old_path"
                + " WHERE l.row_key BETWEEN ? AND ? AND l.state = 'APPLIED'"
                + " AND CAST(" + path + " AS BINARY) = CAST(l.new_path AS BINARY)";
    }

    /** The keys that were copied to the target bucket, as many at a time as one request may delete. */
    public Iterator<List<String>> copies() {
        return new PagedIterator<>(
                after -> jdbc.query(
                        "SELECT row_key, new_path FROM " + ledger + " WHERE row_key > ? AND state <> 'FAILED'"
                                + " ORDER BY row_key LIMIT " + KEYS,
                        rows -> {
                            List<String> keys = new java.util.ArrayList<>();
                            long last = after;
                            while (rows.next()) {
                                last = rows.getLong(1);
                                keys.add(rows.getString(2));
                            }
                            return keys.isEmpty()
                                    ? List.of()
                                    : List.of(new PagedIterator.Entry<>(
                                            last, keys.stream().distinct().toList()));
                        },
                        after),
                keys -> true);
    }

    /** Drops the ledger. */
    public void dropLedger() {
        jdbc.execute("DROP TABLE " + ledger);
    }
}
