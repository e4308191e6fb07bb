package routes.pace;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pace of a process: every request to a server passes here, a repeated one too, and waits until it may be sent. As fast as
 * the server takes them, which is {@linkplain PaceRule found out} from its answers, and no faster than the operator allows.
 */
public final class Pace {

    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

    /** A limit that has moved by less is not told of again. */
    private static final double WORTH_TELLING = 0.1;

    private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(10);

    private final LongSupplier clock;
    private final PaceRule rule;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The head of the queue: only one waits for the next request's time, so that they go in order and no two wake for one. */
    private final Semaphore head = new Semaphore(1, true);

    private long refusals;
    private long waitedNanos;
    private long blockedAt;
    private double told;
    private long toldAt;

    /**
     * What the pace is.
     *
     * @param rate requests a second that may be sent
     * @param limit requests a second at which the server was found to refuse; 0 while none is known
     * @param refusals answers that asked for fewer requests, so far
     * @param waited time that requests have waited here, all together
     * @param blocked since when the server refuses everything; empty when it does not
     */
    public record Snapshot(double rate, double limit, long refusals, Duration waited, Optional<Duration> blocked) {}

    /** A request that is under way; to be given back with its answer. */
    public static final class Permit {
        private final long epoch;

        private Permit(long epoch) {
            this.epoch = epoch;
        }
    }

    /** By the clock of the machine. */
    public Pace() {
        this(System::nanoTime);
    }

    /**
     * @param clock nanoseconds, of any beginning
     */
    Pace(LongSupplier clock) {
        this.clock = clock;
        this.rule = new PaceRule(clock.getAsLong());
    }

    /**
     * Waits until a request may be sent.
     *
     * @throws InterruptedException when the thread is to end
     */
    public Permit acquire() throws InterruptedException {
        long asked = clock.getAsLong();
        head.acquire();
        try {
            lock.lockInterruptibly();
            try {
                long wait = rule.nanosUntilNext(clock.getAsLong());
                while (wait > 0) {
                    changed.awaitNanos(wait);
                    wait = rule.nanosUntilNext(clock.getAsLong());
                }
                long now = clock.getAsLong();
                waitedNanos += now - asked;
                return new Permit(rule.send(now));
            } finally {
                lock.unlock();
            }
        } finally {
            head.release();
        }
    }

    /** The server has taken the request, whatever came of it. */
    public void taken(Permit permit) {
        answered(permit, false);
    }

    /** The server has refused the request for its rate. */
    public void refused(Permit permit) {
        answered(permit, true);
    }

    /**
     * Sets how many requests a second are sent at most, however many the server would take.
     *
     * @param most empty: no cap
     */
    public void cap(Optional<Double> most) {
        locked(() -> rule.cap(most.orElse(Double.MAX_VALUE), clock.getAsLong()));
    }

    /** Whether most requests are taken, so that a refusal speaks of its own request or is a stray. */
    public boolean isTaking() {
        lock.lock();
        try {
            return rule.isTaking();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request may be sent without waiting. */
    boolean isFree() {
        lock.lock();
        try {
            return rule.nanosUntilNext(clock.getAsLong()) == 0;
        } finally {
            lock.unlock();
        }
    }

    public Snapshot snapshot() {
        lock.lock();
        try {
            return new Snapshot(
                    rule.rate(),
                    rule.limit(),
                    refusals,
                    Duration.ofNanos(waitedNanos),
                    rule.phase() == PaceRule.Phase.BLOCKED
                            ? Optional.of(Duration.ofNanos(clock.getAsLong() - blockedAt))
                            : Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    private void answered(Permit permit, boolean refused) {
        locked(() -> {
            long now = clock.getAsLong();
            PaceRule.Phase before = rule.phase();
            rule.answered(permit.epoch, refused, now);
            refusals += refused ? 1 : 0;
            tell(before, rule.phase(), now);
        });
    }

    private void tell(PaceRule.Phase before, PaceRule.Phase after, long now) {
        if (before != PaceRule.Phase.BLOCKED && after == PaceRule.Phase.BLOCKED) {
            blockedAt = now;
            LOG.warn(
                    "S3 refuses every request for its rate (such as 503 SlowDown): a few a second ask until it takes them again");
        } else if (before == PaceRule.Phase.BLOCKED && after != PaceRule.Phase.BLOCKED) {
            LOG.info("S3 takes requests again after {} s", TimeUnit.NANOSECONDS.toSeconds(now - blockedAt));
        } else if (after == PaceRule.Phase.STEADY
                && Math.abs(rule.limit() - told) > WORTH_TELLING * told
                && (told == 0 || now - toldAt > BETWEEN_TELLINGS.toNanos())) {
            LOG.info(
                    told == 0
                            ? "S3 begins to refuse requests at {} a second (such as 503 SlowDown): the pace keeps to that"
                            : "S3 now begins to refuse requests at {} a second: the pace keeps to that",
                    Math.round(rule.limit()));
            told = rule.limit();
            toldAt = now;
        }
    }

    /** What the head of the queue waits for may have changed. */
    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
