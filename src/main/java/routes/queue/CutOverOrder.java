package routes.queue;

import java.time.Instant;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;

/** The operator's order to rewrite rows that were copied before, which stands in Redis until it is taken back. */
public final class CutOverOrder {

    private final UnifiedJedis redis;
    private final String key;

    /**
     * @param namespace what the names of all keys begin with
     */
    public CutOverOrder(UnifiedJedis redis, String namespace) {
        this.redis = redis;
        this.key = QueueKeys.of(namespace).cutOver();
    }

    /** Has the rows rewritten, from this time on. */
    public void give(Instant from) {
        redis.set(key, Long.toString(from.toEpochMilli()));
    }

    /** Has no more rows rewritten. */
    public void takeBack() {
        redis.del(key);
    }

    /** From when on rows are to be rewritten; empty when nobody has said so. */
    public Optional<Instant> from() {
        return Optional.ofNullable(redis.get(key))
                .filter(text -> text.matches("\\d{1,15}"))
                .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
    }
}
