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
 * @param early outcomes that were recorded while the rest took long
 * @param outcomes of the rows that are decided and not recorded yet
 * @param later jobs of the rows that are to be tried again
 * @param fault what kept the others from being decided; null when none is left
 */
public record JobResult(
        Column column, Job job, List<Outcome> early, List<Outcome> outcomes, List<Job> later, Throwable fault) {

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

    /** Rows, of a job of which nothing is left, that an earlier delivery has recorded. */
    public long rowsBefore() {
        return job.rows().size() - early.size() - outcomes.size() - rowsLater();
    }

    /** Outcomes of a kind that are not recorded yet. */
    public long count(LedgerState state) {
        return count(outcomes, state);
    }

    /** Outcomes of a kind in the whole job, those that were recorded early too. */
    public long countOfJob(LedgerState state) {
        return count(early, state) + count(outcomes, state);
    }

    private static long count(List<Outcome> outcomes, LedgerState state) {
        return outcomes.stream().filter(outcome -> outcome.state() == state).count();
    }
}
