package routes.copy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import routes.fault.S3Faults;
import routes.fault.Server;
import routes.fault.SystemFaultException;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.Tries;
import routes.table.Row;

/**
 * Sums up the copies of a job and finds whose fault the failures are. What an answer alone does not decide is the object's when
 * S3 works for others, each time that it was tried; when S3 works for none it is the system's, and nothing is recorded.
 */
public final class CopyJudge {

    private final SystemHealth health;
    private final TrySchedule schedule;
    private final Clock clock;

    CopyJudge(SystemHealth health, TrySchedule schedule, Clock clock) {
        this.health = health;
        this.schedule = schedule;
        this.clock = clock;
    }

    /** Sums up a job whose copies have ended. */
    public JobResult judge(JobPlan plan) {
        plan.anyConfirmed().ifPresent(health::confirmed);
        List<Outcome> early = plan.taken();
        List<Outcome> outcomes = new ArrayList<>(plan.take());
        Optional<Throwable> fault = fault(plan);
        if (fault.isPresent()) {
            return new JobResult(plan.column(), plan.job(), early, outcomes, List.of(), fault.get());
        }
        List<Job> later = new ArrayList<>();
        if (!plan.undecided().isEmpty()) {
            tried(plan).ifPresentOrElse(tries -> later.add(again(plan, tries)), () -> outcomes.addAll(givenUp(plan)));
        }
        if (!plan.skipped().isEmpty()) {
            later.add(part(plan.job(), plan.skipped(), plan.job().tries()));
        }
        return new JobResult(plan.column(), plan.job(), early, outcomes, later, null);
    }

    /**
     * Fails a job, after what is decided has been recorded, so that it is held until the system works again.
     *
     * @throws SystemFaultException when some rows are undecided
     */
    public void hold(JobResult result) {
        if (result.fault() instanceof SystemFaultException known) {
            throw known;
        }
        if (result.fault() != null) {
            throw new SystemFaultException(S3Faults.describe(result.fault()), result.fault());
        }
    }

    /** What keeps the job from being acknowledged. */
    private Optional<Throwable> fault(JobPlan plan) {
        if (plan.fault() != null) {
            return Optional.of(plan.fault());
        }
        if (plan.withoutResult() > 0) {
            return Optional.of(new SystemFaultException(plan.withoutResult() + " copies ended without a result", null));
        }
        if (plan.undecided().isEmpty()) {
            return Optional.empty();
        }
        CopyResult example = plan.undecided().get(0);
        return health.fault(plan.began())
                .map(words -> new SystemFaultException(
                        Server.S3,
                        "%d of %d copies fail, such as %s: %s; %s"
                                .formatted(
                                        plan.undecided().size(),
                                        plan.getCopies().size() - plan.skipped().size(),
                                        example.copy().from(),
                                        example.detail(),
                                        words)));
    }

    /** The tries, with the one that has just failed; empty when it was the last one. */
    private Optional<Tries> tried(JobPlan plan) {
        int count = count(plan);
        return schedule.pauseAfter(count)
                .map(pause -> new Tries(count, firstFailure(plan), clock.millis() + pause.toMillis()));
    }

    private Job again(JobPlan plan, Tries tries) {
        UndecidedObjects.tell(plan, tries, schedule.left(tries.count()));
        return part(plan.job(), copies(plan.undecided()), tries);
    }

    private List<Outcome> givenUp(JobPlan plan) {
        Instant since = Instant.ofEpochMilli(firstFailure(plan));
        Duration time = Duration.between(since, clock.instant());
        List<Outcome> outcomes = new ArrayList<>();
        for (CopyResult failure : plan.undecided()) {
            String detail = "%s; tried %d times in %d s, while others were copied"
                    .formatted(failure.detail(), count(plan), time.toSeconds());
            outcomes.addAll(
                    CopyResult.refused(failure.copy(), failure.reason(), detail).outcomes());
        }
        return outcomes;
    }

    /** Tries so far, this one included. */
    private static int count(JobPlan plan) {
        return plan.job().triedBefore().map(Tries::count).orElse(0) + 1;
    }

    private long firstFailure(JobPlan plan) {
        return plan.job().triedBefore().map(Tries::since).orElseGet(clock::millis);
    }

    private static List<ObjectCopy> copies(List<CopyResult> results) {
        return results.stream().map(CopyResult::copy).toList();
    }

    private static Job part(Job job, List<ObjectCopy> copies, Tries tries) {
        Set<String> keys = new HashSet<>();
        copies.forEach(copy -> copy.rows().forEach(row -> keys.add(row.key())));
        List<Row> rows =
                job.rows().stream().filter(row -> keys.contains(row.key())).toList();
        return job.part(rows, tries);
    }
}
