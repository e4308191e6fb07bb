package routes.connect;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import routes.config.Settings;
import routes.queue.LaterJobs;
import routes.queue.QueueBeans;
import routes.queue.QueueSettings;

/** Asks Redis whether the migration can work with it. */
final class RedisCheck {

    private static final String HOST = "redis.host";
    private static final Pattern MAXMEMORY_POLICY = Pattern.compile("maxmemory_policy:(\\S+)");

    private final String where;
    private final LaterJobs later;
    private final UnifiedJedis redis;

    RedisCheck(Settings settings, UnifiedJedis redis) {
        this.where = settings.text(HOST) + ":" + settings.text("redis.port");
        this.later = new QueueBeans(QueueSettings.of(settings), redis).later();
        this.redis = redis;
    }

    /**
     * Asks, waiting for a server that is only just starting; one that answers with an error is not waited for.
     *
     * @return a line for each problem found
     */
    List<String> check(Patience patience) {
        while (true) {
            try {
                redis.ping();
                break;
            } catch (JedisException e) {
                if (!(e instanceof JedisConnectionException) || !patience.pause()) {
                    return List.of(Settings.line(HOST, "cannot be used: " + where + ": " + Explanation.of(e)));
                }
            }
        }
        try {
            // what a user of Redis that was made for an earlier version may not do: better now than when a job waits
            later.count();
            return evictionPolicy();
        } catch (JedisException e) {
            return List.of(Settings.line(HOST, "cannot be checked: " + Explanation.of(e)));
        }
    }

    private List<String> evictionPolicy() {
        Matcher policy = MAXMEMORY_POLICY.matcher(redis.info("memory"));
        if (policy.find() && !"noeviction".equals(policy.group(1))) {
            return List.of(Settings.line(
                    HOST,
                    "has maxmemory-policy " + policy.group(1) + ", which must be noeviction: " + where
                            + " would drop jobs"));
        }
        return List.of();
    }
}
