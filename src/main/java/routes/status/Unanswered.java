package routes.status;

import static net.logstash.logback.argument.StructuredArguments.value;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import routes.config.Event;
import routes.fault.S3Faults;
import routes.fault.Server;

/** Tells of requests that cannot be answered, such as while the database is away: a line a minute, however many ask. */
public final class Unanswered {

    private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);

    private final OnceAMinute lines = new OnceAMinute(System::nanoTime);

    /** Tells of one. */
    public void tell(String route, Throwable cause) {
        // the processes tell of a server that does not answer, whoever asks for it
        if (!Server.isSilent(cause) && lines.isDue()) {
            Event.UNANSWERED.warn(
                    LOG,
                    "{} cannot be answered: {}",
                    value("path", route),
                    S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(cause)));
        }
        LOG.debug("{}", route, cause);
    }
}
