package routes.apply;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.fault.DatabaseFaults;
import routes.fault.Reason;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;

/** Rewrites the production rows whose objects are confirmed at their new key, one short transaction per range. */
public final class Applier {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final LedgerRanges ranges;
    private final String apply;
    private final String supersede;
    private final LongAdder applied = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder nanoseconds = new LongAdder();

    /**
     * @param rows most rows that one transaction rewrites
     */
    public Applier(TableSchema schema, Sql statements, DataSource dataSource, int rows) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
        this.ranges = new LedgerRanges(schema, statements, dataSource, LedgerState.COPIED, rows);
        this.apply = statements.get(Applier.class, "apply");
        this.supersede = statements.get(Applier.class, "supersede");
    }

    /**
     * Rewrites the rows of a range. Safe to repeat: what is applied is not touched again.
     *
     * @return ledger rows that left the state {@code COPIED}
     */
    public int apply(KeyRange range) {
        long began = System.nanoTime();
        try {
            int left = transaction.execute(status -> rewrite(range));
            transactions.increment();
            nanoseconds.add(System.nanoTime() - began);
            return left;
        } catch (NonTransientDataAccessException e) {
            if (!DatabaseFaults.isOfRows(e)) {
                throw e;
            }
            return applyAround(range, e);
        }
    }

    /**
     * Applies whatever is {@code COPIED}: the copies whose notification was lost, and the last ones. A range that fails,
     * such as one with a row that the application keeps locked, does not hold up the ranges after it.
     *
     * @return ledger rows that left the state {@code COPIED}
     */
    public int sweep() {
        int swept = 0;
        DataAccessException failure = null;
        Iterator<KeyRange> copied = ranges.iterator();
        while (copied.hasNext()) {
            try {
                swept += apply(copied.next());
            } catch (DataAccessException e) {
                if (!DatabaseFaults.isLockedOut(e)) {
                    throw e;
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return swept;
    }

    /** Rows rewritten by this process. */
    public long applied() {
        return applied.sum();
    }

    /** Transactions that rewrote a range, by this process. */
    public long transactions() {
        return transactions.sum();
    }

    /** Time that those transactions took together. */
    public long nanoseconds() {
        return nanoseconds.sum();
    }

    private int rewrite(KeyRange range) {
        Object first = schema.keyType().value(range.first());
        Object last = schema.keyType().value(range.last());
        // the count holds a matched row of either table
        int rewritten = jdbc.update(apply, first, last) / 2;
        int superseded = jdbc.update(supersede, first, last);
        applied.add(rewritten);
        return rewritten + superseded;
    }

    /** One row that the database refuses must not hold up the others: halves the range until it is found. */
    private int applyAround(KeyRange range, DataAccessException refusal) {
        List<String> keys = ranges.keys(range);
        if (keys.isEmpty()) {
            return 0;
        }
        if (keys.size() == 1 && !range.first().equals(range.last())) {
            // the refusal may have been another row's, which a sweep beside this has dealt with since
            return apply(new KeyRange(keys.get(0), keys.get(0)));
        }
        if (keys.size() == 1) {
            String message = refusal.getMostSpecificCause().getMessage();
            LOG.warn("row {}: the database refuses the new path: {}", keys.get(0), message);
            return jdbc.update(
                    statements.get(Applier.class, "reject"),
                    Reason.APPLY_REJECTED.name(),
                    message.substring(0, Math.min(message.length(), 1000)),
                    schema.keyType().value(keys.get(0)));
        }
        return LedgerRanges.halves(keys).stream().mapToInt(this::apply).sum();
    }
}
