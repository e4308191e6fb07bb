package routes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.migration.JobResult;
import routes.migration.LedgerState;

/** One line for each job, and the job's failure when some of its rows are undecided. */
public final class JobLog {

    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    /**
     * Says what became of a job.
     *
     * @throws routes.migration.SystemFaultException when rows are undecided, so that the job is held
     */
    public void completed(JobResult result) {
        result.throwFault();
        LOG.debug(
                "job {}: {} rows, {} copied, {} failed",
                result.job().id(),
                result.job().rows().size(),
                result.count(LedgerState.COPIED),
                result.count(LedgerState.FAILED));
    }
}
