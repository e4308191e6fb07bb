package routes.apply;

import java.util.Iterator;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.fault.DatabaseFaults;
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
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final LedgerRanges ranges;

    /**
     * What became of rows.
     *
     * @param restored they hold the legacy path again
     * @param changed the application had changed or deleted them: they stay as they are
     * @param refused the database refuses the legacy path: they stay {@code APPLIED}
     */
    public record Result(long restored, long changed, long refused) {

        public static final Result NONE = new Result(0, 0, 0);

        public Result plus(Result other) {
            return new Result(restored + other.restored, changed + other.changed, refused + other.refused);
        }
    }

    /**
     * @param rows most rows that one transaction rewrites
     */
    public Rollback(TableSchema schema, Sql statements, DataSource dataSource, int rows) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.ranges = new LedgerRanges(schema, statements, dataSource, LedgerState.APPLIED, rows);
    }

    /** The ranges of rewritten rows, each to be dealt with before the next is asked for. */
    public Iterator<KeyRange> ranges() {
        return ranges.iterator();
    }

    /** Rolls a range back in one transaction; more of them when the database refuses a row. */
    public Result rollBack(KeyRange range) {
        try {
            return transaction.execute(status -> rewrite(range));
        } catch (NonTransientDataAccessException e) {
            if (!DatabaseFaults.isOfRows(e)) {
                throw e;
            }
            return rollBackAround(range);
        }
    }

    /** What rolling a range back would come to. */
    public Result count(KeyRange range) {
        return jdbc.queryForObject(
                statements.get(Rollback.class, "rollback-count"),
                (row, number) -> new Result(row.getLong(2), row.getLong(1) - row.getLong(2), 0),
                schema.keyType().value(range.first()),
                schema.keyType().value(range.last()));
    }

    private Result rewrite(KeyRange range) {
        Object first = schema.keyType().value(range.first());
        Object last = schema.keyType().value(range.last());
        // the count holds a matched row of either table
        int restored = jdbc.update(statements.get(Rollback.class, "rollback"), first, last) / 2;
        int changed = jdbc.update(statements.get(Rollback.class, "rollback-changed"), first, last);
        return new Result(restored, changed, 0);
    }

    private Result rollBackAround(KeyRange range) {
        List<String> keys = ranges.keys(range);
        if (keys.size() <= 1) {
            return new Result(0, 0, keys.size());
        }
        return LedgerRanges.halves(keys).stream().map(this::rollBack).reduce(Result.NONE, Result::plus);
    }
}
