package routes.copy;

import java.util.List;
import routes.ledger.LedgerState;
import routes.ledger.Outcome;
import routes.queue.Job;

/**
 * What became of a job's rows.
 *
 * @param outcomes of the rows that are decided
 * @param fault what kept the others from being decided; null when none is left
 */
public record JobResult(Job job, List<Outcome> outcomes, Throwable fault) {

    public long count(LedgerState state) {
        return outcomes.stream().filter(outcome -> outcome.state() == state).count();
    }
}
