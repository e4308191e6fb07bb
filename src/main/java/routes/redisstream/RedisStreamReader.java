package routes.redisstream;

import static net.logstash.logback.argument.StructuredArguments.value;
import static routes.redisstream.RedisStreamSession.now;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;
import routes.redisstream.RedisStreamFaults.Activity;
import routes.redisstream.RedisStreamSlots.Failure;

/**
 * Decides what to start, in a thread of its own: entries whose redelivery is due, entries left by dead consumers, new entries, in
 * that order and never more than there are free slots.
 */
final class RedisStreamReader implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreamReader.class);

    /** Deliveries that ended with their consumer's death after which the next is made with nothing beside it. */
    private static final int SUSPECT_DELIVERIES = 2;

    private static final int PENDING_PAGE = 100;

    private final RedisStreamEndpoint endpoint;
    private final RedisStreamConfiguration options;
    private final RedisStreamLease group;
    private final RedisStreamCounters counters;
    private final RedisStreamFaults faults;
    private final RedisStreamSlots slots;
    private final Consumer<RedisStreamDelivery> workers;
    private long nextClaim;

    /**
     * @param workers what starts an entry, and returns at once
     */
    RedisStreamReader(
            RedisStreamEndpoint endpoint,
            RedisStreamLease group,
            RedisStreamCounters counters,
            RedisStreamFaults faults,
            RedisStreamSlots slots,
            Consumer<RedisStreamDelivery> workers) {
        this.endpoint = endpoint;
        this.options = endpoint.getConfiguration();
        this.group = group;
        this.counters = counters;
        this.faults = faults;
        this.slots = slots;
        this.workers = workers;
        this.nextClaim = now() + options.getClaimInterval();
    }

    /** Reads until the consumer is stopped. */
    @Override
    public void run() {
        long pause = 0;
        try {
            while (slots.awaitTurn(pause)) {
                pause = readOnce(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        if (RedisStreamLease.isMissing(failure)) {
            try {
                group.create();
                LOG.debug("Created consumer group {} of stream {}", options.getGroup(), endpoint.getStream());
                return 0;
            } catch (RuntimeException e) {
                cause = e;
            }
        }
        faults.failed(Activity.READING, cause);
        long pause = RedisStreamSession.nextRetry(previousPause);
        // when Redis is back every entry looks abandoned, until the live consumers had the time for a heartbeat
        nextClaim = now() + pause + Math.max(options.getClaimInterval(), 2 * options.getHeartbeatInterval());
        return pause;
    }

    private void redeliverDue() {
        long now = now();
        for (Map.Entry<StreamEntryID, Failure> entry : slots.waiting().entrySet()) {
            if (!slots.canStartMore()) {
                return;
            }
            Failure failure = entry.getValue();
            if (failure.due() <= now) {
                // one that cannot be taken, again and again, must leave the others their turn
                Failure later = new Failure(now + RedisStreamSession.MAX_RETRY_MILLIS, failure.reason());
                slots.waiting().put(entry.getKey(), later);
                take(entry.getKey(), failure.reason()).ifPresent(this::begin);
                slots.waiting().remove(entry.getKey(), later);
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
        slots.mustWait(false);
        StreamEntryID last = null;
        List<StreamPendingEntry> page;
        do {
            page = group.pending(last, options.getClaimMinIdle(), PENDING_PAGE);
            for (StreamPendingEntry entry : page) {
                if (!slots.canStartMore()) {
                    return; // and look again as soon as there is a free slot
                }
                last = entry.getID();
                if (slots.isHeld(last)
                        || entry.getIdleTime() < options.redeliveryDelayAfter(entry.getDeliveredTimes())) {
                    continue;
                }
                boolean suspected = isSuspect(entry.getDeliveredTimes());
                if (slots.mustWait(suspected)) {
                    return; // and look again as soon as nothing is in flight
                }
                Optional<RedisStreamDelivery> claimed = take(last, "not completed by " + entry.getConsumerName());
                if (claimed.isPresent()) {
                    counters.claimed.increment();
                    slots.starting(last, suspected);
                    begin(claimed.get());
                }
            }
        } while (page.size() == PENDING_PAGE);
        nextClaim = now() + options.getClaimInterval();
    }

    private void readNew() {
        if (slots.canStartMore()) {
            for (StreamEntry entry : group.read(slots.free(), blockMillis())) {
                begin(new RedisStreamDelivery(entry.getID(), entry.getFields(), 1));
            }
        }
    }

    /** As long as configured, but not beyond what has to be done earlier. */
    private long blockMillis() {
        long until = Math.min(now() + options.getBlockTimeout(), nextClaim);
        for (Failure failure : slots.waiting().values()) {
            until = Math.min(until, failure.due());
        }
        return Math.max(1, until - now());
    }

    private boolean isSuspect(long deliveries) {
        int limit = options.getMaxDeliveries();
        return deliveries < limit && deliveries >= Math.min(SUSPECT_DELIVERIES, limit - 1);
    }

    private Optional<RedisStreamDelivery> take(StreamEntryID id, String reason) {
        String deadLetterStream = endpoint.getDeadLetterStream();
        RedisStreamLease.Taken taken =
                group.take(id, options.getClaimMinIdle(), options.getMaxDeliveries(), deadLetterStream, reason);
        if (taken.deadLettered()) {
            counters.deadLettered.increment();
            LOG.warn(
                    "entry {} was delivered too often, and is moved to {}: {}",
                    value("entry", id.toString()),
                    deadLetterStream,
                    reason,
                    value("event", "delivery"));
        }
        return taken.delivery();
    }

    private void begin(RedisStreamDelivery delivery) {
        slots.take(delivery.id());
        counters.delivered.increment();
        workers.accept(delivery);
    }
}
