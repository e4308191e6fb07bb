package routes.redisstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.resps.StreamConsumerInfo;
import redis.clients.jedis.resps.StreamEntry;

/** Looks at a stream and its consumer group from outside; works as well where neither exists. */
public final class RedisStreamAdmin {

    private final UnifiedJedis client;
    private final String stream;
    private final String group;

    public RedisStreamAdmin(UnifiedJedis client, String stream, String group) {
        this.client = client;
        this.stream = stream;
        this.group = group;
    }

    /** The number of outstanding entries, those in work included. */
    public long length() {
        return client.xlen(stream);
    }

    /** How many entries are delivered and not acknowledged, by the name of the consumer; only consumers that have some. */
    public Map<String, Long> pending() {
        return ifExists(() -> client.xpending(stream, group).getConsumerMessageCount(), Map.of());
    }

    /** The members of the group: name, milliseconds since last heard of, number of pending entries. */
    public List<StreamConsumerInfo> consumers() {
        return ifExists(() -> client.xinfoConsumers2(stream, group), List.of());
    }

    /** How long ago the oldest outstanding entry was added, by this machine's clock. */
    public Optional<Duration> oldestEntryAge() {
        List<StreamEntry> oldest = client.xrange(stream, StreamEntryID.MINIMUM_ID, StreamEntryID.MAXIMUM_ID, 1);
        return oldest.stream()
                .map(entry -> System.currentTimeMillis() - entry.getID().getTime())
                .map(millis -> Duration.ofMillis(Math.max(0, millis)))
                .findFirst();
    }

    private interface Query<T> {
        T run();
    }

    private static <T> T ifExists(Query<T> query, T otherwise) {
        try {
            T answer = query.run();
            return answer == null ? otherwise : answer;
        } catch (JedisDataException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains("NOGROUP") || message.contains("no such key")) {
                return otherwise;
            }
            throw e;
        }
    }
}
