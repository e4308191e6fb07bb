package routes.redisstream;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.spi.ThreadPoolProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import redis.clients.jedis.StreamEntryID;
import routes.redisstream.RedisStreamFaults.Activity;

/**
 * A consumer between its start and its stop.
 *
 * <p>The {@linkplain RedisStreamReader reader} alone decides what to start. Workers process it. The housekeeper sends heartbeats
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
    static final long MAX_RETRY_MILLIS = 5_000;
    /** What a call to Redis may take beyond its own blocking: more than the usual socket timeout. */
    private static final long REDIS_GRACE_MILLIS = 5_000;

    private static final long STALE_CONSUMER_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long STALE_CHECK_MILLIS = TimeUnit.MINUTES.toMillis(10);
    private static final int MAX_REASON_LENGTH = 1_000;

    private final RedisStreamConsumer consumer;
    private final RedisStreamConfiguration options;
    private final RedisStreamLease group;
    private final RedisStreamCounters counters;
    private final RedisStreamFaults faults;
    private final ExecutorServiceManager executors;
    private final ExecutorService reader;
    private final ExecutorService workers;
    private final ScheduledExecutorService housekeeper;
    private final RedisStreamSlots slots;
    /** Entries that fail because everything ends: not by a fault of their own. */
    private final Set<StreamEntryID> cutShort = ConcurrentHashMap.newKeySet();

    RedisStreamSession(RedisStreamConsumer consumer, RedisStreamLease group, RedisStreamCounters counters) {
        this.consumer = consumer;
        this.group = group;
        this.counters = counters;
        this.options = consumer.getEndpoint().getConfiguration();
        this.slots = new RedisStreamSlots(options.getConcurrentConsumers());
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
        heartbeatIn(options.getHeartbeatInterval(), 0);
        housekeeper.scheduleWithFixedDelay(
                this::forgetStaleConsumers, STALE_CHECK_MILLIS, STALE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
        reader.execute(new RedisStreamReader(consumer.getEndpoint(), group, counters, faults, slots, this::work));
    }

    /** Ends reading, and returns when the read in progress has ended; what it returned is in flight then. */
    void suspend() throws InterruptedException {
        slots.suspend(options.getBlockTimeout() + REDIS_GRACE_MILLIS);
    }

    void resume() {
        slots.resume();
    }

    /** Ends everything; what is in flight even now is abandoned: it stays pending, for others to take at once. */
    void stop() {
        slots.stop();
        executors.shutdownGraceful(reader, options.getBlockTimeout() + REDIS_GRACE_MILLIS);
        executors.shutdownNow(workers);
        executors.shutdownNow(housekeeper);
        try {
            cutShort.addAll(slots.entriesInFlight());
            group.handBack(cutShort, options.getClaimMinIdle());
            group.forgetSelf();
        } catch (RuntimeException e) {
            LOG.debug("Left consumer {} in its group", consumer.getConsumerName(), e);
        }
    }

    int inFlight() {
        return slots.inFlight();
    }

    private void work(RedisStreamDelivery delivery) {
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
                fail(delivery, "marked for rollback", "marked for rollback", false);
            } else {
                acknowledge(delivery.id(), MIN_RETRY_MILLIS);
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            Exception exception = exchange.getException();
            // a step that waits for another try is told to wait no more when the route is suspended
            fail(
                    delivery,
                    String.valueOf(exception),
                    RedisStreamFaults.words(exception),
                    exception instanceof RejectedExecutionException);
        }
    }

    private void acknowledge(StreamEntryID id, long retryMillis) {
        try {
            group.acknowledge(id);
            counters.acked.increment();
            slots.release(id);
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

    private void fail(RedisStreamDelivery delivery, String reason, String words, boolean suspended) {
        if (consumer.getEndpoint().getCamelContext().isStopping()) {
            cutShort.add(delivery.id());
            slots.release(delivery.id());
            return;
        }
        counters.failed.increment();
        long count = delivery.deliveryCount();
        boolean last = options.getMaxDeliveries() > 0 && count >= options.getMaxDeliveries();
        long delay = last ? 0 : options.redeliveryDelayAfter(count);
        LOG.atLevel(suspended ? Level.DEBUG : Level.WARN)
                .log(
                        "entry {} of {} failed, delivery {}, {}: {}",
                        value("entry", delivery.id().toString()),
                        consumer.getEndpoint().getStream(),
                        value("delivery", count),
                        next(last, delay),
                        words,
                        value("event", "delivery"));
        String shortReason = reason.substring(0, Math.min(reason.length(), MAX_REASON_LENGTH));
        slots.releaseFailed(delivery.id(), new RedisStreamSlots.Failure(now() + delay, shortReason));
    }

    private static String next(boolean last, long delay) {
        return last ? "the last one" : "again in " + delay + " ms";
    }

    // ---- the housekeeper thread

    private void heartbeatIn(long millis, long retryMillis) {
        housekeeper.schedule(() -> heartbeat(retryMillis), millis, TimeUnit.MILLISECONDS);
    }

    private void heartbeat(long previousRetry) {
        long retry = 0;
        try {
            group.touch(slots.entriesInFlight());
            counters.lastHeartbeat = Instant.now();
            faults.worked(Activity.HEARTBEAT);
        } catch (Throwable e) {
            if (!RedisStreamLease.isMissing(e)) {
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

    /** The pause after one of so many milliseconds: twice as long, within bounds. */
    static long nextRetry(long previousMillis) {
        return Math.max(MIN_RETRY_MILLIS, Math.min(MAX_RETRY_MILLIS, 2 * previousMillis));
    }

    /** Milliseconds of a clock that is never set. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
