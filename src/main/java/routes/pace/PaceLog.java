package routes.pace;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/** Tells of the limit that was found, of its moves, and of a server that refuses everything; not thread-safe. */
final class PaceLog {

    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);

    /** A limit that has moved by less is not told of again. */
    private static final double WORTH_TELLING = 0.1;

    private static final Duration BETWEEN_TELLINGS = Duration.ofSeconds(10);

    private long blockedAt;
    private double told;
    private long toldAt;

    /** When the server began to refuse everything, the last time that it did. */
    long blockedAt() {
        return blockedAt;
    }

    /** To be called after every answer. */
    void tell(PaceRule.Phase before, PaceRule.Phase after, double limit, long now) {
        if (before != PaceRule.Phase.BLOCKED && after == PaceRule.Phase.BLOCKED) {
            blockedAt = now;
            // routes.process.Pacing tells of it, as of any other fault
            LOG.debug("S3 refuses every request for its rate: a few a second ask until it takes them again");
        } else if (before == PaceRule.Phase.BLOCKED && after != PaceRule.Phase.BLOCKED) {
            LOG.debug("S3 takes requests again after {} s", TimeUnit.NANOSECONDS.toSeconds(now - blockedAt));
        } else if (after == PaceRule.Phase.STEADY
                && Math.abs(limit - told) > WORTH_TELLING * told
                && (told == 0 || now - toldAt > BETWEEN_TELLINGS.toNanos())) {
            Event.PACE.info(
                    LOG,
                    told == 0
                            ? "S3 begins to refuse requests at {} a second (such as 503 SlowDown): the pace keeps to that"
                            : "S3 now begins to refuse requests at {} a second: the pace keeps to that",
                    value("perSecond", Math.round(limit)));
            told = limit;
            toldAt = now;
        }
    }
}
