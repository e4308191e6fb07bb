package routes.apply;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.fault.DatabaseFaults;
import routes.fault.SystemFaultException;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;

/** Rewrites the production rows whose objects are confirmed at their new key, one short transaction per range. */
public final class Applier {

    /** How long rows that are refused one and all are held while no others are there to compare them with. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Ranges refused one and all after which a sweep that has rewritten nothing ends. */
    private static final int HELD_RANGES = 10;

    /** Sweeps may take a twentieth of the time. */
    private static final int PAUSES = 19;

    private final LedgerRanges ranges;
    private final RangeRewrite rewrite;
    private final BooleanSupplier mayGoOn;
    private final LongSupplier nanos;
    private volatile long nextSweep;

    /**
     * Rewrites whenever it is asked to.
     *
     * @param rows most rows that one transaction rewrites
     */
    public Applier(TableSchema schema, Sql statements, DataSource dataSource, int rows) {
        this(schema, statements, dataSource, rows, () -> true, System::nanoTime);
    }

    /**
     * @param rows most rows that one transaction rewrites
     * @param mayGoOn asked before each range of a sweep
     * @param nanos a clock that nobody sets, by which a sweep takes long or not
     */
    public Applier(
            TableSchema schema,
            Sql statements,
            DataSource dataSource,
            int rows,
            BooleanSupplier mayGoOn,
            LongSupplier nanos) {
        this(schema, statements, dataSource, rows, mayGoOn, nanos, PATIENCE);
    }

    Applier(
            TableSchema schema,
            Sql statements,
            DataSource dataSource,
            int rows,
            BooleanSupplier mayGoOn,
            LongSupplier nanos,
            Duration patience) {
        this.nanos = nanos;
        this.nextSweep = nanos.getAsLong();
        this.mayGoOn = mayGoOn;
        this.ranges = new LedgerRanges(schema, statements, dataSource, LedgerState.COPIED, rows);
        this.rewrite = new RangeRewrite(
                schema,
                dataSource,
                ranges,
                new RangeRewrite.Statements(
                        statements.get(Applier.class, "apply"),
                        statements.get(Applier.class, "supersede"),
                        statements.get(Applier.class, "apply-astray")),
                new RecordedRefusals(schema, statements, new JdbcTemplate(dataSource), patience));
    }

    /**
     * Rewrites the rows of a range. Safe to repeat: what is applied is not touched again.
     *
     * @return ledger rows that left the state {@code COPIED}
     * @throws CannotAcquireLockException when all is done but rows that other transactions hold
     * @throws SystemFaultException when the database refuses all of them, and it is not known to be their fault
     */
    public int apply(KeyRange range) {
        RewriteCounts counts =
                ranges.windows(range).stream().map(rewrite::run).reduce(RewriteCounts.NONE, RewriteCounts::plus);
        if (counts.held() > 0) {
            throw new CannotAcquireLockException(counts.held() + " rows are held by other transactions", counts.lock());
        }
        return counts.sum();
    }

    /**
     * Applies whatever is {@code COPIED}: the copies whose notification was lost, and the last ones. A range that fails,
     * such as one with a row that the application keeps locked, does not hold up the ranges after it.
     *
     * @return ledger rows that left the state {@code COPIED}
     */
    public int sweep() {
        int swept = 0;
        int held = 0;
        RuntimeException failure = null;
        Iterator<KeyRange> copied = ranges.iterator();
        while (mayGoOn.getAsBoolean() && copied.hasNext()) {
            try {
                swept += apply(copied.next());
            } catch (DataAccessException e) {
                if (!DatabaseFaults.isLockedOut(e)) {
                    throw e;
                }
                failure = e;
            } catch (SystemFaultException e) {
                if (++held == HELD_RANGES && swept == 0) {
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

    /**
     * The same, unless the last one took so long that it is not due yet: it reads the whole ledger.
     *
     * @return whether it was due
     */
    public boolean sweepWhenDue() {
        long now = nanos.getAsLong();
        if (now - nextSweep < 0) {
            return false;
        }
        try {
            sweep();
            return true;
        } finally {
            long end = nanos.getAsLong();
            nextSweep = end + PAUSES * (end - now);
        }
    }

    /** Rows rewritten by this process. */
    public long applied() {
        return rewrite.rewritten();
    }

    /** Transactions that rewrote a range, by this process. */
    public long transactions() {
        return rewrite.transactions();
    }

    /** Time that those transactions took together. */
    public long nanoseconds() {
        return rewrite.nanoseconds();
    }
}
