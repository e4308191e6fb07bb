package routes.status;

import static net.logstash.logback.argument.StructuredArguments.kv;
import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.copy.JobResult;
import routes.ledger.LedgerState;

/** One line for each job, the sum of all, and the job's failure when some of its rows are undecided. */
public final class JobLog {

    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    private final Meters meters;
    private final LongAdder copied = new LongAdder();
    private final LongAdder failed = new LongAdder();

    public JobLog(Meters meters) {
        this.meters = meters;
    }

    /**
     * Says what became of a job whose outcomes are recorded.
     *
     * @param millis time since the job was taken
     * @throws routes.fault.SystemFaultException when rows are undecided, so that the job is held
     */
    public void completed(JobResult result, long millis) {
        meters.recorded(result);
        copied.add(result.count(LedgerState.COPIED));
        failed.add(result.count(LedgerState.FAILED));
        result.throwFault();
        meters.completed(Duration.ofMillis(millis));
        LOG.info(
                "job {}: {} rows, {} copied, {} failed, {} ms",
                value("job", result.job().id()),
                value("rows", result.job().rows().size()),
                value("copied", result.count(LedgerState.COPIED)),
                value("failed", result.count(LedgerState.FAILED)),
                value("millis", millis),
                kv("event", "job"));
    }

    /** Rows whose object this process has confirmed at the new key. */
    public long copied() {
        return copied.sum();
    }

    /** Rows that this process has recorded as failed. */
    public long failed() {
        return failed.sum();
    }
}
