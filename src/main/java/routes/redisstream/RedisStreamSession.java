package routes.redisstream;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.ThreadPoolProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;
import routes.redisstream.RedisStreamFaults.Activity;

/**
 * A consumer between its start and its stop.
 *
 * <p>The reader thread alone decides what to start: entries whose redelivery is due, entries left by dead consumers, new
 * entries, in that order and never more than there are free slots. Workers process them. The housekeeper sends heartbeats
 * and retries acknowledgements.
 *
 * <pre>
 * read, taken --> in flight --> completed --> acknowledged and deleted
 *                     |             '-- Redis away: acknowledged again, in flight meanwhile
 *                     '--> failed --> waits, pending --> taken again, or moved to the dead-letter stream
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what the housekeeper runs catches all it throws
final class RedisStreamSession {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreamSession.class);

    private static final long MIN_RETRY_MILLIS = 100;
    private static final long MAX_RETRY_MILLIS = 5_000;
    /** What a call to Redis may take beyond its own blocking: more than the usual socket timeout. */
    private static final long REDIS_GRACE_MILLIS = 5_000;

    private static final long STALE_CONSUMER_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long STALE_CHECK_MILLIS = TimeUnit.MINUTES.toMillis(10);
    /** Deliveries that ended with their consumer's death after which the next is made with nothing beside it. */
    private static final int SUSPECT_DELIVERIES = 2;

    private static final int PENDING_PAGE = 100;
    private static final int MAX_REASON_LENGTH = 1_000;

    private final RedisStreamConsumer consumer;
    private final RedisStreamConfiguration options;
    private final RedisStreamGroup group;
    private final RedisStreamCounters counters;
    private final RedisStreamFaults faults;
    private final ExecutorServiceManager executors;
    private final ExecutorService reader;
    private final ExecutorService workers;
    private final ScheduledExecutorService housekeeper;

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
    private long nextClaim;

    /** A failed entry that waits for its redelivery; {@code due} is in the milliseconds of {@link #now}. */
    private record Failure(long due, String reason) {}

    RedisStreamSession(RedisStreamConsumer consumer, RedisStreamGroup group, RedisStreamCounters counters) {
        this.consumer = consumer;
        this.group = group;
        this.counters = counters;
        this.options = consumer.getEndpoint().getConfiguration();
        this.faults = new RedisStreamFaults(consumer.getEndpoint().getStream());
        this.executors = consumer.getEndpoint().getCamelContext().getExecutorServiceManager();
        String name = "RedisStream[" + consumer.getEndpoint().getStream() + "]";
        this.reader = executors.newSingleThreadExecutor(consumer, name + "Reader");
        this.workers = executors.newThreadPool(consumer, name + "Worker", pool(options.getConcurrentConsumers()));
        this.housekeeper = executors.newScheduledThreadPool(consumer, name + "Housekeeper", pool(1));
    }

    /** A pool whose queue needs no bound: the slots bound it. */
    private static ThreadPoolProfile pool(int size) {
        ThreadPoolProfile profile = new ThreadPoolProfile();
        profile.setPoolSize(size);
        profile.setMaxPoolSize(size);
        profile.setMaxQueueSize(-1);
        return profile;
    }

    void start() {
        nextClaim = now() + options.getClaimInterval();
        heartbeatIn(options.getHeartbeatInterval(), 0);
        housekeeper.scheduleWithFixedDelay(
                this::forgetStaleConsumers, STALE_CHECK_MILLIS, STALE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        reader.execute(this::readUntilStopped);
    }

    /** Ends reading, and returns when the read in progress has ended; what it returned is in flight then. */
    void suspend() throws InterruptedException {
        lock.lock();
        try {
            suspended = true;
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(options.getBlockTimeout() + REDIS_GRACE_MILLIS);
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

    /** Ends everything; what is in flight even now is abandoned: it stays pending. */
    void stop() {
        stopped = true;
        wakeReader();
        executors.shutdownGraceful(reader, options.getBlockTimeout() + REDIS_GRACE_MILLIS);
        executors.shutdownNow(workers);
        executors.shutdownNow(housekeeper);
        try {
            group.forgetSelf();
        } catch (RuntimeException e) {
            LOG.debug("Left consumer {} in its group", consumer.getConsumerName(), e);
        }
    }

    int inFlight() {
        return inFlight.size();
    }

    // ---- the reader thread

    private void readUntilStopped() {
        long pause = 0;
        try {
            while (awaitTurn(pause)) {
                pause = readOnce(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for so many milliseconds, then until an entry can be started; false when stopped. */
    private boolean awaitTurn(long pauseMillis) throws InterruptedException {
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

    /** One turn; nothing that fails in it ends the reader. Returns the milliseconds to wait before the next turn. */
    private long readOnce(long previousPause) {
        try {
            redeliverDue();
            claimAbandoned();
            readNew();
            faults.worked(Activity.READING);
            return 0;
        } catch (Throwable e) {
            return recover(e, previousPause);
        }
    }

    private long recover(Throwable failure, long previousPause) {
        Throwable cause = failure;
        if (RedisStreamGroup.isMissing(failure)) {
            try {
                group.create();
                LOG.info(
                        "Created consumer group {} of stream {}",
                        options.getGroup(),
                        consumer.getEndpoint().getStream());
                return 0;
            } catch (RuntimeException e) {
                cause = e;
            }
        }
        faults.failed(Activity.READING, cause);
        long pause = nextRetry(previousPause);
        // when Redis is back every entry looks abandoned, until the live consumers had the time for a heartbeat
        nextClaim = now() + pause + Math.max(options.getClaimInterval(), 2 * options.getHeartbeatInterval());
        return pause;
    }

    private void redeliverDue() {
        long now = now();
        for (Map.Entry<StreamEntryID, Failure> entry : waiting.entrySet()) {
            if (!canStartMore()) {
                return;
            }
            Failure failure = entry.getValue();
            if (failure.due() <= now) {
                // one that cannot be taken, again and again, must leave the others their turn
                Failure later = new Failure(now + MAX_RETRY_MILLIS, failure.reason());
                waiting.put(entry.getKey(), later);
                take(entry.getKey(), failure.reason()).ifPresent(this::begin);
                waiting.remove(entry.getKey(), later);
            }
        }
    }

    /**
     * Takes entries without heartbeat. One that failed elsewhere waits for its redelivery, in which it may be idle for longer
     * than {@code claimMinIdle}: nobody takes it before it is due.
     *
     * <p>One entry may be what killed its consumer, and the others in flight beside it its victims. So from the third time on an entry
     * is started with nothing beside it: only what kills a consumer alone uses up its deliveries.
     */
    private void claimAbandoned() {
        if (now() < nextClaim) {
            return;
        }
        suspectWaits = false;
        StreamEntryID last = null;
        List<StreamPendingEntry> page;
        do {
            page = group.pending(last, options.getClaimMinIdle(), PENDING_PAGE);
            for (StreamPendingEntry entry : page) {
                if (!canStartMore()) {
                    return; // and look again as soon as there is a free slot
                }
                last = entry.getID();
                if (isHeldHere(last) || entry.getIdleTime() < options.redeliveryDelayAfter(entry.getDeliveredTimes())) {
                    continue;
                }
                boolean suspected = isSuspect(entry.getDeliveredTimes());
                if (suspected && !inFlight.isEmpty()) {
                    suspectWaits = true;
                    return; // and look again as soon as nothing is in flight
                }
                Optional<RedisStreamDelivery> claimed = take(last, "not completed by " + entry.getConsumerName());
                if (claimed.isPresent()) {
                    counters.claimed.increment();
                    suspect = suspected ? last : null;
                    begin(claimed.get());
                }
            }
        } while (page.size() == PENDING_PAGE);
        nextClaim = now() + options.getClaimInterval();
    }

    private void readNew() {
        if (canStartMore()) {
            int free = options.getConcurrentConsumers() - inFlight.size();
            for (StreamEntry entry : group.read(free, blockMillis())) {
                begin(new RedisStreamDelivery(entry.getID(), entry.getFields(), 1));
            }
        }
    }

    /** As long as configured, but not beyond what has to be done earlier. */
    private long blockMillis() {
        long until = Math.min(now() + options.getBlockTimeout(), nextClaim);
        for (Failure failure : waiting.values()) {
            until = Math.min(until, failure.due());
        }
        return Math.max(1, until - now());
    }

    private boolean canStartMore() {
        if (suspended || stopped) {
            return false;
        }
        if (suspectWaits) {
            return inFlight.isEmpty();
        }
        return inFlight.size() < options.getConcurrentConsumers() && (suspect == null || !inFlight.contains(suspect));
    }

    private boolean isSuspect(long deliveries) {
        int limit = options.getMaxDeliveries();
        return deliveries < limit && deliveries >= Math.min(SUSPECT_DELIVERIES, limit - 1);
    }

    private boolean isHeldHere(StreamEntryID id) {
        return inFlight.contains(id) || waiting.containsKey(id);
    }

    private Optional<RedisStreamDelivery> take(StreamEntryID id, String reason) {
        String deadLetterStream = consumer.getEndpoint().getDeadLetterStream();
        RedisStreamGroup.Taken taken =
                group.take(id, options.getClaimMinIdle(), options.getMaxDeliveries(), deadLetterStream, reason);
        if (taken.deadLettered()) {
            counters.deadLettered.increment();
            LOG.warn("Moved entry {} to {}: {}", id, deadLetterStream, reason);
        }
        return taken.delivery();
    }

    private void begin(RedisStreamDelivery delivery) {
        inFlight.add(delivery.id());
        counters.delivered.increment();
        workers.execute(() -> consumer.process(delivery, new Outcome(delivery)));
    }

    // ---- any thread that completes an exchange

    private final class Outcome implements Synchronization {

        private final RedisStreamDelivery delivery;

        Outcome(RedisStreamDelivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public void onComplete(Exchange exchange) {
            if (exchange.isRollbackOnly()) {
                fail(delivery, "marked for rollback");
            } else {
                acknowledge(delivery.id(), MIN_RETRY_MILLIS);
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            fail(delivery, String.valueOf(exchange.getException()));
        }
    }

    private void acknowledge(StreamEntryID id, long retryMillis) {
        try {
            group.acknowledge(id);
            counters.acked.increment();
            release(id);
            faults.worked(Activity.ACKNOWLEDGING);
        } catch (Throwable e) { // one that escaped would leave the entry in flight for ever
            faults.failed(Activity.ACKNOWLEDGING, e);
            acknowledgeLater(id, retryMillis);
        }
    }

    /** The entry stays in flight until then: it is done, and must not be started again here. */
    private void acknowledgeLater(StreamEntryID id, long retryMillis) {
        try {
            housekeeper.schedule(() -> acknowledge(id, nextRetry(retryMillis)), retryMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Stopped before entry {} was acknowledged: it will be redelivered", id, e);
        }
    }

    private void fail(RedisStreamDelivery delivery, String reason) {
        counters.failed.increment();
        long count = delivery.deliveryCount();
        boolean last = options.getMaxDeliveries() > 0 && count >= options.getMaxDeliveries();
        long delay = last ? 0 : options.redeliveryDelayAfter(count);
        LOG.warn(
                "Entry {} of {} failed, delivery {}, {}: {}",
                delivery.id(),
                consumer.getEndpoint().getStream(),
                count,
                next(last, delay),
                reason);
        String shortReason = reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        waiting.put(delivery.id(), new Failure(now() + delay, shortReason));
        release(delivery.id());
    }

    private static String next(boolean last, long delay) {
        return last ? "the last one" : "again in " + delay + " ms";
    }

    private void release(StreamEntryID id) {
        inFlight.remove(id);
        wakeReader();
    }

    private void wakeReader() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // ---- the housekeeper thread

    private void heartbeatIn(long millis, long retryMillis) {
        housekeeper.schedule(() -> heartbeat(retryMillis), millis, TimeUnit.MILLISECONDS);
    }

    private void heartbeat(long previousRetry) {
        long retry = 0;
        try {
            group.touch(inFlight);
            counters.lastHeartbeat = Instant.now();
            faults.worked(Activity.HEARTBEAT);
        } catch (Throwable e) {
            if (!RedisStreamGroup.isMissing(e)) {
                faults.failed(Activity.HEARTBEAT, e);
            }
            // soon: after an outage the heartbeat must come before the others' claims
            retry = Math.min(options.getHeartbeatInterval(), nextRetry(previousRetry));
        }
        heartbeatIn(retry > 0 ? retry : options.getHeartbeatInterval(), retry);
    }

    private void forgetStaleConsumers() {
        try {
            group.forgetStale(STALE_CONSUMER_MILLIS);
        } catch (Throwable e) {
            LOG.debug("Could not look for stale consumers", e);
        }
    }

    private static long nextRetry(long previousMillis) {
        return Math.max(MIN_RETRY_MILLIS, Math.min(MAX_RETRY_MILLIS, 2 * previousMillis));
    }

    /** Milliseconds of a clock that is never set. */
    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
