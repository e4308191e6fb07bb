package routes.process;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.ExitCode;
import routes.status.CensusRoutes;
import routes.status.StatusRoutes;

/** Decides when this process ends, and with which exit code. */
public final class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** Routes that only show what is. */
    private static final Set<String> DISPLAY = Set.of(CensusRoutes.COUNTS, StatusRoutes.REFRESH);

    private final Vitals vitals;
    private final LongSupplier moved;
    private final Duration patience;
    private final LongSupplier nanos;
    private long movedBefore;
    private long latestMove;
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.FAILED);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile String why;

    /**
     * @param moved rows that this process has found, copied, recorded and rewritten so far
     * @param patience time in which none is, while something fails, after which the process gives up
     */
    public Lifecycle(Vitals vitals, LongSupplier moved, Duration patience) {
        this(vitals, moved, patience, System::nanoTime);
    }

    /**
     * @param nanos a clock that nobody sets
     */
    Lifecycle(Vitals vitals, LongSupplier moved, Duration patience, LongSupplier nanos) {
        this.vitals = vitals;
        this.moved = moved;
        this.patience = patience;
        this.nanos = nanos;
        this.latestMove = nanos.getAsLong();
    }

    /** Ends the process; the first call counts. */
    public void end(int code) {
        end(code, null);
    }

    /** Ends the process because of something that is out of order; the first call counts. */
    public void giveUp(String reason) {
        end(ExitCode.FAILED, reason);
    }

    private synchronized void end(int code, String reason) {
        if (ended.getCount() > 0) {
            exitCode.set(code);
            why = reason;
            ended.countDown();
        }
    }

    /** Why the process gave up; empty when it did not. */
    public Optional<String> why() {
        return Optional.ofNullable(why);
    }

    /**
     * Gives up when something has failed for too long and no row was moved meanwhile. What fails beside rows that move, such as a
     * count for the status or one row that the application keeps locked, is no reason. To be called every second.
     */
    public synchronized void check() {
        long now = nanos.getAsLong();
        long rows = moved.getAsLong();
        if (rows != movedBefore) {
            movedBefore = rows;
            latestMove = now;
        }
        if (hasEnded() || now - latestMove < patience.toNanos()) {
            return;
        }
        vitals.worst(DISPLAY)
                .filter(fault -> fault.lasted().compareTo(patience) > 0)
                .ifPresent(fault -> {
                    String reason = "nothing has succeeded for %d s: %s"
                            .formatted(
                                    patience.toSeconds(),
                                    vitals.outage().map(Outage::words).orElseGet(fault::message));
                    Event.GAVE_UP.error(
                            LOG, "giving up (STALL_TIMEOUT): {}", reason, value("seconds", patience.toSeconds()));
                    giveUp(reason);
                });
    }

    /** Time until this process gives up, should no row be moved and the same go on failing; empty while nothing fails. */
    synchronized Optional<Duration> leftToGiveUp() {
        long now = nanos.getAsLong();
        return vitals.worst(DISPLAY).map(fault -> patience.minusNanos(Math.min(now - latestMove, now - fault.began())));
    }

    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    public int exitCode() {
        return exitCode.get();
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        ended.await();
    }
}
