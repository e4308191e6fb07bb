package routes.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums up the copies of a job: what may be recorded, and whether the system is at fault. A refusal that meets most of a
 * job is no property of its objects but of the set-up, such as a missing permission, and is never recorded.
 */
public final class CopyJudge {

    /** Fewer refusals than this say nothing about the set-up. */
    private static final int LEAST_REFUSALS = 10;

    private final int deniedPercent;

    /**
     * @param deniedPercent share of refused copies, in percent of a job, from which the set-up is at fault
     */
    public CopyJudge(int deniedPercent) {
        this.deniedPercent = deniedPercent;
    }

    /**
     * Sums up a job.
     *
     * @param copied the results of its copies; null when there was nothing to copy
     */
    public JobResult judge(JobPlan plan, List<CopyResult> copied) {
        List<CopyResult> results = copied == null ? List.of() : copied;
        List<CopyResult> refused = results.stream().filter(CopyJudge::isRefusal).toList();
        boolean setUp =
                refused.size() >= LEAST_REFUSALS && refused.size() * 100L >= deniedPercent * (long) results.size();
        List<Outcome> outcomes = new ArrayList<>(plan.refused());
        Throwable fault = null;
        for (CopyResult result : results) {
            if (setUp && isRefusal(result)) {
                continue;
            }
            outcomes.addAll(result.outcomes());
            if (fault == null && result.isDisturbed()) {
                fault = result.fault();
            }
        }
        if (setUp) {
            fault = new SystemFaultException(
                    "S3 refuses " + refused.size() + " of " + results.size() + " copies, such as "
                            + refused.get(0).copy().from() + ": "
                            + refused.get(0).detail(),
                    fault);
        }
        return new JobResult(plan.job(), outcomes, fault);
    }

    private static boolean isRefusal(CopyResult result) {
        return result.reason() == Reason.ACCESS_DENIED || result.reason() == Reason.COPY_REJECTED;
    }
}
