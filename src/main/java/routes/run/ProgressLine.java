package routes.run;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.status.ProcessStatus;
import routes.status.Status;
import routes.status.StatusLine;

/**
 * The line that tells how far the migration is, all processes together. Its fields are the metrics of CloudWatch: {@code terraform/logs.tf}
 * names them, and the alarms are made of them.
 */
final class ProgressLine {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);

    private ProgressLine() {}

    /** Tells. While Redis cannot be read there are no figures, and the line is no progress. */
    static void tell(Status status) {
        String line = StatusLine.of(status);
        if (status.queue() == null) {
            Event.STATE.info(LOG, "{}", line, value("state", status.state()));
            return;
        }
        Event.PROGRESS.info(
                LOG,
                "{}",
                line,
                value("state", status.state()),
                value("reason", status.situation().reason()),
                value("found", status.scan() == null ? 0 : status.scan().rows()),
                value("copied", status.rows().copied()),
                value("failed", status.rows().failed()),
                value("applied", status.rows().applied()),
                value("queueDepth", status.queue().outstanding()),
                value("handled", status.rows().copied() + status.rows().failed()),
                value("toRewrite", toRewrite(status)),
                value("deadLetters", status.queue().deadLetters()),
                value("copiedPerSecond", status.rates().copied()),
                value("secondsRefused", secondsRefused(status)),
                value("total", status.rows().total()),
                value("secondsLeft", status.secondsLeft()));
    }

    /** Copied rows whose turn it is: none while they wait for an order to cut over, or for the time that was ordered. */
    private static long toRewrite(Status status) {
        Status.CutOver cutOver = status.cutOver();
        if (cutOver == null) {
            return status.rows().waiting();
        }
        return cutOver.from() == null || cutOver.from().isAfter(status.at()) ? 0 : cutOver.rows();
    }

    /** For how long S3 has refused every request of the process that has met it longest; 0 when it takes some of all. */
    private static long secondsRefused(Status status) {
        return status.processes().stream()
                .map(ProcessStatus::pacing)
                .filter(Objects::nonNull)
                .map(ProcessStatus.Pacing::blockedSeconds)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }
}
