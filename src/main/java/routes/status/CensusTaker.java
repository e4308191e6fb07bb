package routes.status;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.LedgerCounts;
import routes.ledger.LedgerState;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.window.WindowedQuery;

/**
 * Counts the ledgers, and once in a pass the tables, exactly. Both are read wholly, so that a count that takes long is made
 * more rarely: counting takes a twentieth of the time at most.
 */
public final class CensusTaker {

    private static final int SHARE = 20;
    private static final String NO_SUCH_TABLE = "42S02";

    private final Columns columns;
    private final DataSource database;
    private final ProcessRegistry registry;
    private final JobQueue queue;
    private final Duration interval;
    private final LongSupplier nanos;
    private final Clock clock;
    private Optional<Census> unsettled = Optional.empty();
    private long madeAt;

    /** Within this time every process has told of what it had done before. */
    private static final Duration TOLD = Duration.ofSeconds(2);

    /**
     * @param interval least time between two counts
     * @param nanos a clock that nobody sets, by which a count takes long or not
     */
    public CensusTaker(
            Columns columns,
            DataSource database,
            ProcessRegistry registry,
            JobQueue queue,
            Duration interval,
            LongSupplier nanos,
            Clock clock) {
        this.nanos = nanos;
        this.columns = columns;
        this.database = database;
        this.registry = registry;
        this.queue = queue;
        this.interval = interval;
        this.clock = clock;
    }

    /**
     * Publishes before anything is done that nothing is, where that is so: a first count that is made while others work cannot be told apart from
     * what they had told of by then.
     */
    public void begin() {
        if (registry.census().isEmpty()
                && columns.all().stream().noneMatch(column -> column.ledger().hasRows())) {
            List<ColumnCensus> nothing = columns.all().stream()
                    .map(column -> ColumnCensus.nothing(column.name()))
                    .toList();
            registry.publish(Census.of(clock.instant(), 0, 0, nothing, registry.counters()));
        }
    }

    /** Counts when it is time to, and publishes the count when every process has told of what is in it. */
    public void refresh() {
        Optional<Census> made = unsettled;
        unsettled = Optional.empty();
        Optional<Census> last = registry.census();
        if (made.isPresent()) {
            if (nanos.getAsLong() - madeAt < TOLD.toNanos()) {
                unsettled = made;
            } else {
                registry.publish(made.get().settled(last, registry.counters()));
            }
        } else if (last.filter(census -> census.total() != null && !isDue(census))
                .isEmpty()) {
            long pass = queue.scan().map(ScanState::pass).orElse(0L);
            unsettled = take(last, pass, registry.counters());
            madeAt = nanos.getAsLong();
            last.filter(census -> census.total() == null)
                    .flatMap(census -> unsettled.map(census::withTotals))
                    .ifPresent(registry::publish);
        }
    }

    /** Whether it is time for another count. */
    boolean isDue(Census last) {
        long pause = Math.max(interval.toMillis(), SHARE * last.millis());
        // one of the future, by another clock, must not be the last one
        return Duration.between(last.at(), clock.instant()).abs().toMillis() >= pause;
    }

    /**
     * Counts now.
     *
     * @param last the count before; the table is counted again only when the pass is another one
     * @param pass the pass of the scan; 0 for none
     * @param reported what the processes have reported so far
     * @return empty when there is no ledger
     */
    Optional<Census> take(Optional<Census> last, long pass, Census.Counters reported) {
        Instant at = clock.instant();
        long began = nanos.getAsLong();
        List<LedgerCounts> ledgers;
        try {
            ledgers = columns.counts();
        } catch (DataAccessException e) {
            if (e.getMostSpecificCause() instanceof SQLException cause && NO_SUCH_TABLE.equals(cause.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
        long millis = Duration.ofNanos(nanos.getAsLong() - began).toMillis();
        Optional<Census> tables =
                last.filter(census -> census.pass() == pass && pass > 0 && census.counts(columns.size()));
        List<ColumnCensus> counted = new ArrayList<>();
        for (Column column : columns) {
            LedgerCounts counts = ledgers.get(column.number());
            long total = tables.map(
                            census -> census.columns().get(column.number()).total())
                    .orElseGet(() -> countTable(column) + counts.of(LedgerState.APPLIED));
            counted.add(new ColumnCensus(
                    column.name(),
                    total,
                    counts.of(LedgerState.COPIED),
                    counts.of(LedgerState.APPLIED),
                    counts.of(LedgerState.SUPERSEDED) - counts.rolledBack(),
                    counts.rolledBack(),
                    counts.of(LedgerState.FAILED),
                    counts.reasons()));
        }
        return Optional.of(Census.of(at, millis, pass, counted, reported));
    }

    /** Rows that hold a legacy path. */
    private long countTable(Column column) {
        LongAdder rows = new LongAdder();
        new WindowedQuery<Long>(
                        column.statements(),
                        database,
                        WindowedQuery.Over.TABLE,
                        column.statements().get(CensusTaker.class, "table-count"),
                        (row, number) -> row.getLong(1))
                .forEach(window -> window.forEach(rows::add));
        return rows.sum();
    }
}
