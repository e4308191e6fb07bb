package routes.copy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import routes.ledger.Column;
import routes.ledger.Outcome;

/** The jobs that are worked on, so that one slow object does not hold back what is known of the others. */
public final class JobsUnderWay {

    /** Most jobs are done before this. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    private final BiConsumer<Column, List<Outcome>> ledgers;
    private final Clock clock;
    /** A plan is forgotten with the exchange that it belongs to, however that ends. */
    private final Map<JobPlan, Instant> plans = new WeakHashMap<>();

    /**
     * @param ledgers records outcomes
     */
    JobsUnderWay(BiConsumer<Column, List<Outcome>> ledgers, Clock clock) {
        this.ledgers = ledgers;
        this.clock = clock;
    }

    synchronized void add(JobPlan plan) {
        plans.put(plan, clock.instant());
    }

    /**
     * Records what is known of jobs that take long.
     *
     * @return what was recorded of each
     */
    public List<JobResult> record() {
        List<JobResult> recorded = new ArrayList<>();
        for (JobPlan plan : slow()) {
            List<Outcome> outcomes = plan.take(fresh -> ledgers.accept(plan.column(), fresh));
            if (!outcomes.isEmpty()) {
                recorded.add(new JobResult(plan.column(), plan.job(), outcomes, List.of(), null));
            }
        }
        return recorded;
    }

    private synchronized List<JobPlan> slow() {
        Instant before = clock.instant().minus(SLOW);
        return plans.entrySet().stream()
                .filter(plan -> plan.getValue().isBefore(before))
                .map(Map.Entry::getKey)
                .toList();
    }
}
