package routes.apply;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import routes.fault.Server;
import routes.fault.SystemFaultException;

/**
 * Decides by evidence whose fault it is when the database refuses many rows and takes none: the rows', if others were taken
 * meanwhile; the database's, if none was. A few rows are believed at once.
 */
final class Verdicts {

    /** Refusals in a row from which the database itself is doubted. */
    static final int MANY = 20;

    private final Duration patience;
    private final BooleanSupplier anyTaken;
    private final Map<String, Long> suspected = new ConcurrentHashMap<>();
    private final AtomicInteger inARow = new AtomicInteger();
    private volatile long latestTaken = System.nanoTime();

    /**
     * @param patience how long nothing must be taken before the last rows of a run are believed
     * @param anyTaken whether a row was ever taken; if not, they never are
     */
    Verdicts(Duration patience, BooleanSupplier anyTaken) {
        this.patience = patience;
        this.anyTaken = anyTaken;
    }

    /** A transaction that began at this time, of {@link System#nanoTime}, has rewritten rows. */
    void taken(long began) {
        latestTaken = began;
        inARow.set(0);
    }

    /**
     * Weighs rows of which none was taken.
     *
     * @param key the first of them, by which they are known again
     * @throws SystemFaultException while the database may be at fault
     */
    void weigh(String key, int rows, String words) {
        if (inARow.addAndGet(rows) < MANY) {
            return;
        }
        long now = System.nanoTime();
        long since = suspected.computeIfAbsent(key, first -> now);
        boolean othersAreTaken = latestTaken - since > 0;
        boolean lasts = now - since >= patience.toNanos();
        if (!othersAreTaken && !(lasts && anyTaken.getAsBoolean())) {
            throw new SystemFaultException(
                    Server.DATABASE,
                    "the database refuses every row that is tried, so that none is recorded: " + words);
        }
        suspected.remove(key);
    }
}
