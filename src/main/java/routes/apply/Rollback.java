package routes.apply;

import java.util.Iterator;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * Writes the legacy paths back into the rows that were rewritten, one short transaction per range, each row only if it still
 * holds the path that the migration gave it. A row done becomes {@code SUPERSEDED}, so that a second roll-back finds nothing
 * to do, and a new run, which finds its legacy path, migrates it again. Objects are not touched.
 */
public final class Rollback {

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final LedgerRanges ranges;
    private final RangeRewrite rewrite;
    private final LedgerRanges copied;
    private final String count;
    private final String forget;

    /**
     * What became of rows.
     *
     * @param restored they hold the legacy path again
     * @param changed the application had changed or deleted them: they stay as they are
     * @param refused the database refuses the legacy path: they stay {@code APPLIED}
     * @param held other transactions hold them: they stay {@code APPLIED} for now
     */
    public record Result(long restored, long changed, long refused, long held) {

        public static final Result NONE = new Result(0, 0, 0, 0);

        public Result plus(Result other) {
            return new Result(
                    restored + other.restored, changed + other.changed, refused + other.refused, held + other.held);
        }
    }

    /**
     * @param rows most rows that one transaction rewrites
     */
    public Rollback(TableSchema schema, Sql statements, DataSource dataSource, int rows) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        this.ranges = new LedgerRanges(schema, statements, dataSource, LedgerState.APPLIED, rows);
        this.rewrite = new RangeRewrite(
                schema,
                dataSource,
                ranges,
                new RangeRewrite.Statements(
                        statements.get(Rollback.class, "rollback"),
                        statements.get(Rollback.class, "rollback-changed"),
                        statements.get(Rollback.class, "rollback-astray")),
                new SkippedRefusals(schema.migration()));
        this.copied = new LedgerRanges(schema, statements, dataSource, LedgerState.COPIED, rows);
        this.count = statements.get(Rollback.class, "rollback-count");
        this.forget = statements.get(Rollback.class, "rollback-copied");
    }

    /** The ranges of rewritten rows, each to be dealt with before the next is asked for. */
    public Iterator<KeyRange> ranges() {
        return ranges.iterator();
    }

    /** Rolls a range back in one transaction; more of them when that would take long, or when the database refuses a row. */
    public Result rollBack(KeyRange range) {
        RewriteCounts counts =
                ranges.windows(range).stream().map(rewrite::run).reduce(RewriteCounts.NONE, RewriteCounts::plus);
        return new Result(counts.rewritten(), counts.changed(), counts.refused(), counts.held());
    }

    /** The ranges of rows that are copied and not rewritten, each to be dealt with before the next is asked for. */
    public Iterator<KeyRange> copied() {
        return copied.iterator();
    }

    /**
     * Forgets the copies of a range whose rows are not rewritten, so that they never are without another copy.
     *
     * @return how many
     */
    public int forget(KeyRange range) {
        return jdbc.update(
                forget, schema.keyType().value(range.first()), schema.keyType().value(range.last()));
    }

    /** What rolling a range back would come to. */
    public Result count(KeyRange range) {
        return jdbc.queryForObject(
                count,
                (row, number) -> new Result(row.getLong(2), row.getLong(1) - row.getLong(2), 0, 0),
                schema.keyType().value(range.first()),
                schema.keyType().value(range.last()));
    }
}
