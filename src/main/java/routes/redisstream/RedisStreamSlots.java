package routes.redisstream;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.StreamEntryID;

/**
 * The entries that a consumer holds, in flight or waiting for their redelivery, and whether its reader may start more. Any thread
 * may free a slot; only the reader takes one.
 */
final class RedisStreamSlots {

    private final int most;
    private final Set<StreamEntryID> inFlight = ConcurrentHashMap.newKeySet();
    private final ConcurrentNavigableMap<StreamEntryID, Failure> waiting = new ConcurrentSkipListMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean suspended;
    private volatile boolean stopped;
    private boolean reading;
    /** The reader's own: the suspect that was started last, and whether one waits until nothing else is in flight. */
    private StreamEntryID suspect;

    private boolean suspectWaits;

    /** A failed entry that waits for its redelivery; {@code due} is in the milliseconds of {@link RedisStreamSession#now}. */
    record Failure(long due, String reason) {}

    /**
     * @param most entries in flight at the same time
     */
    RedisStreamSlots(int most) {
        this.most = most;
    }

    // ---- any thread

    int inFlight() {
        return inFlight.size();
    }

    Collection<StreamEntryID> entriesInFlight() {
        return Collections.unmodifiableSet(inFlight);
    }

    /** Frees the slot of an entry. */
    void release(StreamEntryID id) {
        inFlight.remove(id);
        wakeReader();
    }

    /** Frees the slot of an entry that waits for its redelivery from now on. */
    void releaseFailed(StreamEntryID id, Failure failure) {
        waiting.put(id, failure);
        release(id);
    }

    /** Lets nothing be started, and returns when the turn in progress has ended, or is not over in time. */
    void suspend(long patienceMillis) throws InterruptedException {
        lock.lock();
        try {
            suspended = true;
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
            while (reading && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void resume() {
        suspended = false;
        wakeReader();
    }

    void stop() {
        stopped = true;
        wakeReader();
    }

    // ---- the reader thread

    /** Waits for so many milliseconds, then until an entry can be started; false when stopped. */
    boolean awaitTurn(long pauseMillis) throws InterruptedException {
        lock.lock();
        try {
            reading = false;
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            while (!stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
            while (!stopped && !canStartMore()) {
                changed.await();
            }
            reading = !stopped;
            return reading;
        } finally {
            lock.unlock();
        }
    }

    boolean canStartMore() {
        if (suspended || stopped) {
            return false;
        }
        if (suspectWaits) {
            return inFlight.isEmpty();
        }
        return inFlight.size() < most && (suspect == null || !inFlight.contains(suspect));
    }

    int free() {
        return most - inFlight.size();
    }

    boolean isHeld(StreamEntryID id) {
        return inFlight.contains(id) || waiting.containsKey(id);
    }

    void take(StreamEntryID id) {
        inFlight.add(id);
    }

    /** The entries that wait for their redelivery. */
    Map<StreamEntryID, Failure> waiting() {
        return waiting;
    }

    /** Whether a suspect has to wait, which it does until nothing is in flight, and nothing is started meanwhile. */
    boolean mustWait(boolean suspected) {
        suspectWaits = suspected && !inFlight.isEmpty();
        return suspectWaits;
    }

    /** Notes the entry that is started next: a suspect stays alone. */
    void starting(StreamEntryID id, boolean suspected) {
        suspect = suspected ? id : null;
    }

    private void wakeReader() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
