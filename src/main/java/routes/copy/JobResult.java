package routes.copy;

import java.util.List;
import routes.ledger.Column;
import routes.ledger.LedgerBatch;
import routes.ledger.LedgerState;
import routes.ledger.Outcome;
import routes.queue.Job;

/**
 * What became of a job's rows.
 *
 * @param column whose rows they are
 * @param outcomes of the rows that are decided and not recorded yet
 * @param later jobs of the rows that are to be tried again
 * @param fault what kept the others from being decided; null when none is left
 */
public record JobResult(Column column, Job job, List<Outcome> outcomes, List<Job> later, Throwable fault) {

    /**
     * The batches that record the outcomes.
     *
     * @throws routes.fault.SystemFaultException when the ledger is not this migration's any more
     */
    public List<LedgerBatch> batches() {
        column.ledger().requireOurs();
        return column.ledger().batches(outcomes);
    }

    /** Rows that are to be tried again. */
    public long rowsLater() {
        return later.stream().mapToLong(job -> job.rows().size()).sum();
    }

    /** Rows, of a job of which nothing is left, that were recorded before: by an earlier delivery, or while the rest took long. */
    public long rowsBefore() {
        return job.rows().size() - outcomes.size() - rowsLater();
    }

    public long count(LedgerState state) {
        return outcomes.stream().filter(outcome -> outcome.state() == state).count();
    }
}
