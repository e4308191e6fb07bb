package routes.copy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.fault.SystemFaultException;
import routes.ledger.Outcome;

/**
 * Sums up the copies of a job: what may be recorded, and whether the system is at fault. A refusal that meets most of a
 * job is no property of its objects but of the set-up, such as a missing permission, and is never recorded.
 */
public final class CopyJudge {

    /** Fewer refusals than this say nothing about the set-up. */
    private static final int LEAST_REFUSALS = 10;

    /** Refusals that a faulty set-up brings about too. */
    private static final Set<Reason> DENIALS =
            EnumSet.of(Reason.ACCESS_DENIED, Reason.KMS_KEY_UNUSABLE, Reason.COPY_REJECTED);

    private final int deniedPercent;

    /**
     * @param deniedPercent share of refused copies, in percent of a job, from which the set-up is at fault; 0: it never is
     */
    public CopyJudge(int deniedPercent) {
        this.deniedPercent = deniedPercent;
    }

    /** Sums up a job whose copies have ended. */
    public JobResult judge(JobPlan plan) {
        List<CopyResult> results = plan.results();
        List<CopyResult> denied = results.stream().filter(CopyJudge::isDenial).toList();
        long attempted = results.stream().filter(CopyJudge::isFirstAttempt).count();
        boolean setUp = deniedPercent > 0
                && denied.size() >= LEAST_REFUSALS
                && denied.size() * 100L >= deniedPercent * attempted;

        List<Outcome> outcomes = new ArrayList<>(plan.refused());
        results.stream()
                .filter(result -> !setUp || !isDenial(result))
                .forEach(result -> outcomes.addAll(result.outcomes()));

        return new JobResult(plan.job(), outcomes, setUp ? fault(denied, attempted) : fault(plan, results));
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

    private static Throwable fault(List<CopyResult> denied, long attempted) {
        CopyResult example = denied.get(0);
        return new SystemFaultException(
                "S3 refuses %d of %d copies, such as %s: %s"
                        .formatted(denied.size(), attempted, example.copy().from(), example.detail()),
                null);
    }

    /** A copy without a result must keep the job from being acknowledged, whatever became of it. */
    private static Throwable fault(JobPlan plan, List<CopyResult> results) {
        int undecided = plan.getCopies().size() - results.size();
        if (undecided == 0) {
            return null;
        }
        return plan.firstFault() != null
                ? plan.firstFault()
                : new SystemFaultException(undecided + " copies ended without a result", null);
    }

    private static boolean isDenial(CopyResult result) {
        return result.reason() != null && DENIALS.contains(result.reason()) && isFirstAttempt(result);
    }

    /** Rows that were refused before are no worse off when they are refused again; retried together, they are the job. */
    private static boolean isFirstAttempt(CopyResult result) {
        return result.copy().rows().stream().anyMatch(row -> row.attempts() == 0);
    }
}
