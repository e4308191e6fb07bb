package routes;

import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.migration.JobResult;
import routes.migration.LedgerState;

/** One line for each job, the sum of all, and the job's failure when some of its rows are undecided. */
public final class JobLog {

    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    private final LongAdder copied = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * Says what became of a job.
     *
     * @throws routes.migration.SystemFaultException when rows are undecided, so that the job is held
     */
    public void completed(JobResult result) {
        copied.add(result.count(LedgerState.COPIED));
        failed.add(result.count(LedgerState.FAILED));
        result.throwFault();
        LOG.debug(
                "job {}: {} rows, {} copied, {} failed",
                result.job().id(),
                result.job().rows().size(),
                result.count(LedgerState.COPIED),
                result.count(LedgerState.FAILED));
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
