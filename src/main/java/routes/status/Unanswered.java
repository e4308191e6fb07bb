package routes.status;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of requests that cannot be answered, such as while the database is away: a line a minute, however many ask. */
public final class Unanswered {

    private static final Logger LOG = LoggerFactory.getLogger(Unanswered.class);

    private final OnceAMinute lines = new OnceAMinute(System::nanoTime);

    /** Tells of one. */
    public void tell(String route, Throwable cause) {
        if (lines.isDue()) {
            LOG.warn("{}: {}", route, cause.getMessage());
        }
        LOG.debug("{}", route, cause);
    }
}
