package routes.status;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.copy.JobResult;
import routes.ledger.LedgerState;

/** One line for each job that is done, and the sum of all. */
public final class JobLog {

    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    private final Meters meters;
    private final LongAdder copied = new LongAdder();
    private final LongAdder failed = new LongAdder();

    public JobLog(Meters meters) {
        this.meters = meters;
    }

    /**
     * Counts the outcomes of a job that are recorded, and says what became of one of which nothing is left to do.
     *
     * @param millis time since the job was taken
     */
    public void recorded(JobResult result, long millis) {
        count(result);
        if (result.fault() == null) {
            meters.completed(Duration.ofMillis(millis));
            tell(result, millis);
        }
    }

    /** Counts outcomes that are recorded while others of the same job are still to come. */
    public void recordedEarly(JobResult result) {
        count(result);
        LOG.debug(
                "job {}: {} rows are recorded while others take long",
                result.job().id(),
                result.outcomes().size());
    }

    private void count(JobResult result) {
        meters.recorded(result);
        copied.add(result.count(LedgerState.COPIED));
        failed.add(result.count(LedgerState.FAILED));
    }

    /** Rows whose object this process has confirmed at the new key. */
    public long copied() {
        return copied.sum();
    }

    /** Rows that this process has recorded as failed. */
    public long failed() {
        return failed.sum();
    }

    private static void tell(JobResult result, long millis) {
        Event.JOB.info(
                LOG,
                "job {}: {} rows, {} copied, {} failed, {} to be tried again, {} recorded before, {} ms",
                value("job", result.job().id()),
                value("rows", result.job().rows().size()),
                value("copied", result.countOfJob(LedgerState.COPIED)),
                value("failed", result.countOfJob(LedgerState.FAILED)),
                value("later", result.rowsLater()),
                value("before", result.rowsBefore()),
                value("millis", millis));
    }
}
