package routes.pace;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The pace of a process: every request to a server passes here, a repeated one too, and waits until it may be sent. As fast as
 * the server takes them, which is {@linkplain PaceRule found out} from its answers, and no faster than the operator allows.
 */
public final class Pace {

    private final LongSupplier clock;
    private final PaceRule rule;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The head of the queue: only one waits for the next request's time, so that they go in order and no two wake for one. */
    private final Semaphore head = new Semaphore(1, true);

    /** How often what passes without a lock is counted. */
    private static final long COUNT_NANOS = 20_000_000L;

    /** What every request has while nothing is to be held back; null otherwise. */
    private volatile Permit freely;

    private final LongAdder sentFreely = new LongAdder();
    private final LongAdder takenFreely = new LongAdder();
    private volatile long countedAt;

    private int waiting;
    private long refusals;
    private long waitedNanos;
    private final PaceLog log = new PaceLog();

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
        Permit free = freely;
        if (free != null) {
            sentFreely.increment();
            return free;
        }
        lock.lockInterruptibly();
        try {
            long now = clock.getAsLong();
            if (waiting == 0 && rule.nanosUntilNext(now) == 0) {
                return new Permit(rule.send(false, now));
            }
            waiting++;
        } finally {
            lock.unlock();
        }
        return acquireInTurn();
    }

    private Permit acquireInTurn() throws InterruptedException {
        long asked = clock.getAsLong();
        try {
            head.acquire();
            try {
                return acquireAsHead(asked);
            } finally {
                head.release();
            }
        } finally {
            locked(() -> waiting--);
        }
    }

    private Permit acquireAsHead(long asked) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wait = rule.nanosUntilNext(clock.getAsLong());
            while (wait > 0) {
                changed.awaitNanos(wait);
                wait = rule.nanosUntilNext(clock.getAsLong());
            }
            long now = clock.getAsLong();
            waitedNanos += now - asked;
            return new Permit(rule.send(true, now));
        } finally {
            lock.unlock();
        }
    }

    /** The server has taken the request, whatever came of it. */
    public void taken(Permit permit) {
        if (permit == freely) {
            takenFreely.increment();
            if (clock.getAsLong() - countedAt > COUNT_NANOS && lock.tryLock()) {
                try {
                    count(clock.getAsLong());
                } finally {
                    lock.unlock();
                }
            }
        } else {
            answered(permit, false);
        }
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
        locked(() -> {
            count(clock.getAsLong());
            rule.cap(most.orElse(Double.MAX_VALUE), clock.getAsLong());
            decideWhetherFree();
        });
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
                            ? Optional.of(Duration.ofNanos(clock.getAsLong() - log.blockedAt()))
                            : Optional.empty());
        } finally {
            lock.unlock();
        }
    }

    private void answered(Permit permit, boolean refused) {
        locked(() -> {
            long now = clock.getAsLong();
            count(now);
            PaceRule.Phase before = rule.phase();
            rule.answered(permit.epoch, refused, now);
            refusals += refused ? 1 : 0;
            log.tell(before, rule.phase(), rule.limit(), now);
            decideWhetherFree();
        });
    }

    /** Tells the rule of what went on without it. */
    private void count(long now) {
        countedAt = now;
        Permit free = freely;
        if (free != null) {
            rule.sentFreely(sentFreely.sumThenReset());
            rule.answered(free.epoch, takenFreely.sumThenReset(), false, now);
        }
        decideWhetherFree();
    }

    /** As long as nothing is to be held back, requests pass without a lock. */
    private void decideWhetherFree() {
        if (!rule.isFree()) {
            freely = null;
        } else if (freely == null) {
            sentFreely.reset();
            takenFreely.reset();
            freely = new Permit(rule.epoch());
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
