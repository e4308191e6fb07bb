package routes.queue;

import java.util.Optional;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;

/** What the consumers have found out about the S3 server's conditional copies, for whoever asks before he copies anything. */
public final class ServerConditions {

    private static final Pattern FORM = Pattern.compile("true|false");

    private final UnifiedJedis redis;
    private final String key;
    private final Unreadable unreadable;

    /**
     * @param namespace what the names of all keys begin with
     */
    public ServerConditions(UnifiedJedis redis, String namespace, Unreadable unreadable) {
        this.redis = redis;
        this.unreadable = unreadable;
        this.key = QueueKeys.of(namespace).conditions();
    }

    /** Tells whether the server honours {@code If-None-Match} on copies. */
    public void tell(boolean honoured) {
        redis.set(key, Boolean.toString(honoured));
    }

    /** Whether it does; empty while no copy has shown it. */
    public Optional<Boolean> areHonoured() {
        return unreadable.text(redis, key, FORM).map(Boolean::parseBoolean);
    }
}
