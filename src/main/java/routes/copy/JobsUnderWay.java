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

/**
 * The jobs that are worked on, so that one slow object does not hold back what is known of the others, and whoever has just started a process
 * sees at once that it works.
 */
public final class JobsUnderWay {

    /** Most jobs are done before this. */
    private static final Duration SLOW = Duration.ofSeconds(5);

    /** Whoever starts a process waits for a first sign that it works, */
    private static final Duration SIGN = Duration.ofMillis(250);

    /** and watches it for a while. */
    private static final Duration WATCHED = Duration.ofSeconds(30);

    private static final Duration SEEN = Duration.ofSeconds(1);

    private final BiConsumer<Column, List<Outcome>> ledgers;
    private final Clock clock;
    /** A plan is forgotten with the exchange that it belongs to, however that ends. */
    private final Map<JobPlan, Instant> recorded = new WeakHashMap<>();

    private Instant began;
    private boolean signed;

    /**
     * @param ledgers records outcomes
     */
    JobsUnderWay(BiConsumer<Column, List<Outcome>> ledgers, Clock clock) {
        this.ledgers = ledgers;
        this.clock = clock;
    }

    synchronized void add(JobPlan plan) {
        Instant now = clock.instant();
        began = began == null ? now : began;
        recorded.put(plan, now);
    }

    /**
     * Records what is known of jobs of which nothing was recorded for long.
     *
     * @return what was recorded of each
     */
    public List<JobResult> record() {
        List<JobResult> results = new ArrayList<>();
        for (JobPlan plan : due()) {
            List<Outcome> outcomes = plan.take(fresh -> ledgers.accept(plan.column(), fresh));
            if (!outcomes.isEmpty()) {
                results.add(new JobResult(plan.column(), plan.job(), List.of(), outcomes, List.of(), null));
                done(plan);
            }
        }
        return results;
    }

    private synchronized List<JobPlan> due() {
        Instant now = clock.instant();
        Instant before = now.minus(patience(now));
        return recorded.entrySet().stream()
                .filter(plan -> plan.getValue().isBefore(before))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Duration patience(Instant now) {
        if (!signed) {
            return SIGN;
        }
        return Duration.between(began, now).compareTo(WATCHED) <= 0 ? SEEN : SLOW;
    }

    private synchronized void done(JobPlan plan) {
        signed = true;
        recorded.replace(plan, clock.instant());
    }
}
