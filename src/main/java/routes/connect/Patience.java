package routes.connect;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/** How long a check waits for servers that are only just starting, or for processes to end: one time for all of them. */
public final class Patience {

    private static final int PAUSE_MILLIS = 500;

    /** Nobody minds a silence as short as this. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Patience.class);

    private final Instant end;
    private final Map<String, Instant> waits = new HashMap<>();

    public Patience(Duration patience) {
        this.end = Instant.now().plus(patience);
    }

    /**
     * Waits a little, and says so once if it is not the first time.
     *
     * @param server what is waited for
     * @return false when there is no time left
     */
    public boolean pause(String server) {
        Instant now = Instant.now();
        if (now.isAfter(end)) {
            return false;
        }
        Instant began = waits.computeIfAbsent(server, first -> now);
        if (began.isBefore(now.minus(SILENCE))) {
            waits.put(server, Instant.MAX);
            Event.WAITING.info(
                    LOG,
                    "waiting for {}, {} s more at most",
                    value("server", server),
                    value("seconds", Duration.between(now, end).toSeconds() + 1));
        }
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
