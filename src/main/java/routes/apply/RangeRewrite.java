package routes.apply;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.fault.DatabaseFaults;
import routes.fault.SystemFaultException;
import routes.table.TableSchema;

/**
 * Rewrites ranges of rows, each in one short transaction that reads back what is stored before it commits. A row that the
 * database refuses must not hold up the others: the range is halved until it is found.
 */
final class RangeRewrite {

    /** Rows of a range that are tried one by one when the whole is refused, to see whether any is taken. */
    private static final int SAMPLE = 20;

    private static final long MOMENT_MILLIS = 50;

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final LedgerRanges ranges;
    private final Statements statements;
    private final Refusals refusals;
    private final LongAdder rewritten = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();

    /**
     * The statements of a rewrite, each bound to the first and the last key of a range.
     *
     * @param rewrite rewrites the rows of table and ledger; bound to the transaction's time before
     * @param changed notes what it left over because the application has changed it
     * @param astray finds a row that was rewritten at the transaction's time and holds something else than it should
     */
    record Statements(String rewrite, String changed, String astray) {}

    RangeRewrite(
            TableSchema schema, DataSource dataSource, LedgerRanges ranges, Statements statements, Refusals refusals) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.ranges = ranges;
        this.statements = statements;
        this.refusals = refusals;
    }

    /**
     * Rewrites a range, around the rows that are refused or that others hold.
     *
     * @throws DataAccessException when the fault is the database's
     */
    RewriteCounts run(KeyRange range) {
        try {
            return inTransaction(range);
        } catch (RewriteRefusedException e) {
            // the same, of no row: what fails even so, such as a privilege taken away, is no row's fault
            jdbc.update(statements.rewrite() + " AND FALSE", values(now(), range));
            return around(range, e, false);
        } catch (DataAccessException e) {
            if (!DatabaseFaults.isLockedOut(e)) {
                throw e;
            }
            return afterAMoment(range);
        }
    }

    /** Most locks are gone in a moment, also those of a range that is rewritten beside this one. */
    private RewriteCounts afterAMoment(KeyRange range) {
        try {
            TimeUnit.MILLISECONDS.sleep(MOMENT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SystemFaultException("interrupted while a row was held", e);
        }
        return part(range, false);
    }

    /**
     * Rewrites all but the rows that others hold. No statement waits for a lock, because whoever wants one of the rows that it holds itself
     * would wait with it.
     */
    private RewriteCounts aroundHeld(KeyRange range, DataAccessException lock, boolean weighed) {
        List<String> keys = ranges.keys(range);
        if (keys.isEmpty()) {
            return RewriteCounts.NONE;
        }
        if (keys.size() == 1) {
            return RewriteCounts.held(lock);
        }
        return LedgerRanges.halves(keys).stream()
                .map(half -> part(half, weighed))
                .reduce(RewriteCounts.NONE, RewriteCounts::plus);
    }

    /** Rows rewritten by this process. */
    long rewritten() {
        return rewritten.sum();
    }

    /** Transactions that rewrote a range, by this process. */
    long transactions() {
        return transactions.sum();
    }

    /** Time that those transactions took together. */
    long nanoseconds() {
        return nanoseconds.sum();
    }

    /**
     * Rewrites what can be rewritten of a range that was refused.
     *
     * @param weighed whether it is known that rows are at fault
     */
    private RewriteCounts around(KeyRange range, RewriteRefusedException refusal, boolean weighed) {
        List<String> keys = ranges.keys(range);
        if (keys.isEmpty()) {
            return RewriteCounts.NONE;
        }
        String first = keys.get(0);
        if (keys.size() == 1 && range.first().equals(range.last())) {
            if (!weighed) {
                refusals.weigh(first, 1, refusal);
            }
            return new RewriteCounts(0, 0, refusals.refused(first, refusal), 0, null);
        }
        if (keys.size() == 1) {
            // the refusal may have been another row's, which a sweep beside this has dealt with since
            return part(new KeyRange(first, first), weighed);
        }
        if (!weighed && keys.size() >= SAMPLE) {
            return sample(keys, refusal).plus(around(range, refusal, true));
        }
        return LedgerRanges.halves(keys).stream()
                .map(half -> part(half, weighed))
                .reduce(RewriteCounts.NONE, RewriteCounts::plus);
    }

    private RewriteCounts part(KeyRange range, boolean weighed) {
        try {
            return inTransaction(range);
        } catch (RewriteRefusedException e) {
            return around(range, e, weighed);
        } catch (DataAccessException e) {
            if (!DatabaseFaults.isLockedOut(e)) {
                throw e;
            }
            return aroundHeld(range, e, weighed);
        }
    }

    /** Looks for a row that is taken, among some that are spread over the keys. */
    private RewriteCounts sample(List<String> keys, RewriteRefusedException refusal) {
        RewriteCounts sum = RewriteCounts.NONE;
        RewriteRefusedException latest = refusal;
        for (int number = 0; number < SAMPLE; number++) {
            String key = keys.get((int) ((long) number * keys.size() / SAMPLE));
            try {
                sum = sum.plus(inTransaction(new KeyRange(key, key)));
            } catch (RewriteRefusedException e) {
                latest = e;
            } catch (DataAccessException e) {
                if (!DatabaseFaults.isLockedOut(e)) {
                    throw e;
                }
            }
            if (sum.rewritten() > 0) {
                return sum;
            }
        }
        refusals.weigh(keys.get(0), SAMPLE, latest);
        return sum;
    }

    private RewriteCounts inTransaction(KeyRange range) {
        // its time counts from when there is a connection, which may be waited for while others need the server more
        AtomicLong begun = new AtomicLong();
        try {
            RewriteCounts counts = transaction.execute(status -> {
                begun.set(System.nanoTime());
                return rewrite(range);
            });
            transactions.increment();
            long began = begun.get();
            long took = System.nanoTime() - began;
            nanoseconds.add(took);
            ranges.took(counts.sum(), took);
            rewritten.add(counts.rewritten());
            if (counts.rewritten() > 0) {
                refusals.taken(began);
            }
            return counts;
        } catch (DataAccessException e) {
            if (!DatabaseFaults.isOfRows(e)) {
                throw e;
            }
            throw new RewriteRefusedException(DatabaseFaults.describe(e), e);
        }
    }

    private RewriteCounts rewrite(KeyRange range) {
        String now = now();
        // the count holds a matched row of either table
        int done = jdbc.update(statements.rewrite(), values(now, range)) / 2;
        if (done > 0) {
            jdbc
                    .query(
                            statements.astray(),
                            (row, number) -> row.getString(1) == null ? "nothing" : '"' + row.getString(1) + '"',
                            values(now, range))
                    .stream()
                    .findFirst()
                    .ifPresent(stored -> {
                        throw new RewriteRefusedException("a trigger stored " + stored + " instead", null);
                    });
        }
        Object first = schema.keyType().value(range.first());
        Object last = schema.keyType().value(range.last());
        return new RewriteCounts(done, jdbc.update(statements.changed(), first, last), 0, 0, null);
    }

    private String now() {
        return jdbc.queryForObject("SELECT CAST(NOW(6) AS CHAR)", String.class);
    }

    private Object[] values(String now, KeyRange range) {
        return new Object[] {
            now, schema.keyType().value(range.first()), schema.keyType().value(range.last())
        };
    }
}
