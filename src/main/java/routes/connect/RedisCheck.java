package routes.connect;

import java.util.List;
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

    /** What a server says that is only just starting, or whose cluster is: https://redis.io/docs/latest/develop/reference/protocol-spec/. */
    private static final Pattern PASSING =
            Pattern.compile("(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN)\\b.*", Pattern.DOTALL);

    private final String where;
    private final String namespace;
    private final LaterJobs later;
    private final UnifiedJedis redis;

    RedisCheck(Settings settings, UnifiedJedis redis) {
        this.where = settings.text(HOST) + ":" + settings.text("redis.port");
        this.namespace = QueueSettings.of(settings).namespace();
        this.later = new QueueBeans(QueueSettings.of(settings), redis).later();
        this.redis = redis;
    }

    /**
     * Asks, waiting for a server that is only just starting; one that answers with another error is not waited for.
     *
     * @return a line for each problem found
     */
    List<String> check(Patience patience) {
        while (true) {
            try {
                redis.ping();
                break;
            } catch (JedisException e) {
                if (!mayPass(e) || !patience.pause("Redis at " + where)) {
                    return List.of(Settings.line(Culprit.of(e), "cannot be used: " + where + ": " + Explanation.of(e)));
                }
            }
        }
        try {
            List<String> problems = new RedisFacts(redis.info()).problems(where, namespace);
            if (problems.isEmpty()) {
                // what a user of Redis that was made for an earlier version may not do: better now than when a job
                // waits
                later.count();
            }
            return problems;
        } catch (JedisException e) {
            return List.of(Settings.line(HOST, "cannot be checked: " + Explanation.of(e)));
        }
    }

    private static boolean mayPass(JedisException e) {
        return e instanceof JedisConnectionException
                || PASSING.matcher(String.valueOf(e.getMessage())).matches();
    }
}
