package routes.redisstream;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs one line when Redis stops working for a consumer and one when it works again, however many calls fail between. */
final class RedisStreamFaults {

    /** The activities that can fail; Redis works again when none of them does. */
    enum Activity {
        READING,
        ACKNOWLEDGING,
        HEARTBEAT
    }

    private static final Logger LOG = LoggerFactory.getLogger(RedisStreamFaults.class);

    private final String stream;
    private final Set<Activity> failing = EnumSet.noneOf(Activity.class);

    RedisStreamFaults(String stream) {
        this.stream = stream;
    }

    synchronized void failed(Activity activity, Throwable cause) {
        if (failing.isEmpty()) {
            LOG.warn(
                    "Redis does not work for stream {}, retrying: {}",
                    stream,
                    words(cause),
                    value("event", "delivery"));
        } else {
            LOG.debug("Redis does not work for stream {} ({})", stream, activity, cause);
        }
        failing.add(activity);
    }

    synchronized void worked(Activity activity) {
        if (failing.remove(activity) && failing.isEmpty()) {
            LOG.info("Redis works again for stream {}", stream, value("event", "delivery"));
        }
    }

    /** What the root of a failure says, in one line. */
    static String words(Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null || root.getMessage() == null
                ? String.valueOf(root)
                : root.getMessage().lines().findFirst().orElse("");
    }
}
