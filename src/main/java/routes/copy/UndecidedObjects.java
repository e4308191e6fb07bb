package routes.copy;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.queue.Tries;

/**
 * Names objects that S3 neither confirms nor refuses, while it copies others: once each, when the second try has failed. A moment's fault is no
 * line, and what becomes of the object stands in the ledger.
 */
final class UndecidedObjects {

    private static final Logger LOG = LoggerFactory.getLogger(UndecidedObjects.class);
    private static final int TOLD_AFTER = 2;
    private static final int MOST_NAMED = 10;

    private UndecidedObjects() {}

    /**
     * Names those of a job that is tried again.
     *
     * @param tries so far
     * @param left tries that are still to come
     */
    static void tell(JobPlan plan, Tries tries, int left) {
        if (tries.count() != TOLD_AFTER) {
            return;
        }
        List<CopyResult> all = plan.undecided();
        all.stream()
                .limit(MOST_NAMED)
                .forEach(object -> Event.UNDECIDED.warn(
                        LOG,
                        "object {} cannot be copied while others are: {}; it is tried {} times more, then recorded as {}",
                        value("object", object.copy().from()),
                        object.detail(),
                        value("tries", left),
                        value("reason", object.reason())));
        if (all.size() > MOST_NAMED) {
            Event.UNDECIDED.warn(
                    LOG,
                    "{} more objects of job {} cannot be copied while others are, and are tried again",
                    value("objects", all.size() - MOST_NAMED),
                    value("job", plan.job().id()));
        }
    }
}
