package routes.queue;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;

/** The operator's order to rewrite rows that were copied before, which stands in Redis until it is taken back. */
public final class CutOverOrder {

    private static final Pattern FORM = Pattern.compile("\\d{1,15}");

    private final UnifiedJedis redis;
    private final String key;
    private final Unreadable unreadable;

    /**
     * @param namespace what the names of all keys begin with
     */
    public CutOverOrder(UnifiedJedis redis, String namespace, Unreadable unreadable) {
        this.redis = redis;
        this.unreadable = unreadable;
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
        return unreadable.text(redis, key, FORM).map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
    }
}
