package routes.redisstream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Protocol.Keyword;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/**
 * The lease of entries: how one consumer of a group reads them, keeps them with signs of life, takes over those of the dead, and gives
 * them back done. What must be decided and done in one step is a script.
 */
final class RedisStreamLease {

    /**
     * Takes a pending entry for this consumer, if it is this consumer's or idle long enough; moves it to the dead-letter
     * stream instead when it has used up its deliveries. Returns nothing when the entry is gone or is another's.
     */
    private static final String TAKE = """
            local stream, dead = KEYS[1], KEYS[2]
            local group, consumer, id, min_idle, limit, reason =
                ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5]), ARGV[6]
            local pending = redis.call('XPENDING', stream, group, id, id, 1)[1]
            if not pending or (pending[2] ~= consumer and pending[3] < min_idle) then
                return {}
            end
            local entry = redis.call('XRANGE', stream, id, id)[1]
            if not entry then
                redis.call('XACK', stream, group, id)
                return {}
            end
            local fields, deliveries = entry[2], pending[4]
            if limit == 0 or deliveries < limit then
                redis.call('XCLAIM', stream, group, consumer, 0, id)
                return {deliveries + 1, fields}
            end
            for _, field in ipairs({'%s', stream, '%s', id, '%s', tostring(deliveries), '%s', pending[2], '%s', reason}) do
                fields[#fields + 1] = field
            end
            redis.call('XADD', dead, '*', unpack(fields))
            redis.call('XACK', stream, group, id)
            redis.call('XDEL', stream, id)
            return {deliveries}
            """.formatted(
                    RedisStreamConstants.DEAD_LETTER_STREAM_FIELD,
                    RedisStreamConstants.DEAD_LETTER_ID_FIELD,
                    RedisStreamConstants.DEAD_LETTER_DELIVERIES_FIELD,
                    RedisStreamConstants.DEAD_LETTER_CONSUMER_FIELD,
                    RedisStreamConstants.DEAD_LETTER_REASON_FIELD);

    private static final String ACKNOWLEDGE = """
            redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
            redis.call('XDEL', KEYS[1], ARGV[2])
            """;

    /** Resets the idle time of the entries that are still this consumer's: another's are never taken back. */
    private static final String TOUCH = """
            for i = 3, #ARGV do
                if redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])[1] then
                    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
                end
            end
            """;

    /** Gives entries that are still this consumer's back as they were before their delivery: idle for so long, and not counted. */
    private static final String HAND_BACK = """
            for i = 4, #ARGV do
                local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])[1]
                if pending then
                    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i],
                        'IDLE', ARGV[3], 'RETRYCOUNT', math.max(0, pending[4] - 1), 'JUSTID')
                end
            end
            """;

    /** Deletes consumers, the named one or any, without pending entries: deleting one with some would lose them. */
    private static final String FORGET = """
            for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
                local consumer = {}
                for i = 1, #info, 2 do
                    consumer[info[i]] = info[i + 1]
                end
                if (ARGV[2] == '' or ARGV[2] == consumer.name)
                        and consumer.pending == 0 and consumer.idle >= tonumber(ARGV[3]) then
                    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], consumer.name)
                end
            end
            """;

    private final UnifiedJedis client;
    private final String stream;
    private final String group;
    private final String consumer;

    RedisStreamLease(UnifiedJedis client, String stream, String group, String consumer) {
        this.client = client;
        this.stream = stream;
        this.group = group;
        this.consumer = consumer;
    }

    /** Whether a call failed only because the group, or the whole stream, does not exist (yet, or any more). */
    static boolean isMissing(Throwable failure) {
        return failure instanceof JedisDataException
                && String.valueOf(failure.getMessage()).contains("NOGROUP");
    }

    /** Creates the group, which begins with the first entry of the stream, and the stream; either may exist. */
    void create() {
        try {
            client.xgroupCreate(stream, group, new StreamEntryID(0), true);
        } catch (JedisDataException e) {
            if (!String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) {
                throw e;
            }
        }
    }

    /**
     * Reads entries that no consumer of the group has received.
     *
     * @param count how many at most
     * @param blockMillis how long to wait for the first one, at least 1
     */
    List<StreamEntry> read(int count, long blockMillis) {
        // not xreadGroup(): it suspends the socket timeout while it blocks, and would hang for ever on a lost
        // connection
        CommandArguments command = new CommandArguments(Command.XREADGROUP)
                .add(Keyword.GROUP)
                .add(group)
                .add(consumer)
                .add(Keyword.COUNT)
                .add(count)
                .add(Keyword.BLOCK)
                .add(blockMillis)
                .add(Keyword.STREAMS)
                .key(stream)
                .add(StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY);
        List<Map.Entry<String, List<StreamEntry>>> streams =
                client.executeCommand(new CommandObject<>(command, BuilderFactory.STREAM_READ_RESPONSE));
        return streams == null || streams.isEmpty() ? List.of() : streams.get(0).getValue();
    }

    /**
     * Lists pending entries of all consumers, oldest first.
     *
     * @param after the id to continue after, or null
     * @param minIdleMillis the least time since the last delivery or heartbeat
     */
    List<StreamPendingEntry> pending(StreamEntryID after, long minIdleMillis, int count) {
        return client.xpending(
                stream, group, new XPendingParams(after == null ? "-" : "(" + after, "+", count).idle(minIdleMillis));
    }

    /** What became of an entry that {@link #take} was called for: at most one of the two is set. */
    record Taken(Optional<RedisStreamDelivery> delivery, boolean deadLettered) {}

    /**
     * Takes a pending entry for another delivery, or dead-letters it, in one step.
     *
     * @param minIdleMillis how long another consumer's entry must have been idle
     * @param maxDeliveries the limit, or 0
     * @param reason why the last delivery failed, for the dead letter
     */
    Taken take(StreamEntryID id, long minIdleMillis, int maxDeliveries, String deadLetterStream, String reason) {
        List<?> reply = (List<?>) client.eval(
                TAKE,
                List.of(stream, deadLetterStream),
                List.of(
                        group,
                        consumer,
                        id.toString(),
                        Long.toString(minIdleMillis),
                        Integer.toString(maxDeliveries),
                        reason));
        if (reply.size() < 2) {
            return new Taken(Optional.empty(), !reply.isEmpty());
        }
        Map<String, String> fields = new LinkedHashMap<>();
        List<?> flat = (List<?>) reply.get(1);
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put((String) flat.get(i), (String) flat.get(i + 1));
        }
        return new Taken(Optional.of(new RedisStreamDelivery(id, fields, (Long) reply.get(0))), false);
    }

    /** Acknowledges and deletes an entry in one step, so that the length of the stream is the outstanding work. */
    void acknowledge(StreamEntryID id) {
        client.eval(ACKNOWLEDGE, List.of(stream), List.of(group, id.toString()));
    }

    /** Tells that this consumer is at work on these entries, without raising their delivery count. */
    void touch(Collection<StreamEntryID> ids) {
        List<String> arguments = new ArrayList<>(List.of(group, consumer));
        ids.forEach(id -> arguments.add(id.toString()));
        client.eval(TOUCH, List.of(stream), arguments);
    }

    /**
     * Leaves these entries to other consumers at once, and does not count their delivery: it was not they that ended it.
     *
     * @param idleMillis how long they then seem to have been left alone
     */
    void handBack(Collection<StreamEntryID> ids, long idleMillis) {
        List<String> arguments = new ArrayList<>(List.of(group, consumer, Long.toString(idleMillis)));
        ids.forEach(id -> arguments.add(id.toString()));
        client.eval(HAND_BACK, List.of(stream), arguments);
    }

    /** Deletes this consumer from the group, unless an entry is pending. */
    void forgetSelf() {
        client.eval(FORGET, List.of(stream), List.of(group, consumer, "0"));
    }

    /**
     * Deletes the consumers that have nothing pending and were not heard of for so long. A live one that only found nothing to
     * do can be among them; its next entry creates it again.
     */
    void forgetStale(long minIdleMillis) {
        client.eval(FORGET, List.of(stream), List.of(group, "", Long.toString(minIdleMillis)));
    }
}
