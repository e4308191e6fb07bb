package routes.copy;

import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import routes.fault.Reason;
import routes.fault.S3Faults;

/** Notes the result of each copy in the plan of its job, and what it says of S3. */
public final class CopyResults {

    private final SystemHealth health;

    CopyResults(SystemHealth health) {
        this.health = health;
    }

    /**
     * S3 confirmed the object at the new key.
     *
     * @param answer what S3 said of it
     */
    public void answered(
            @ExchangeProperty("plan") JobPlan plan, @ExchangeProperty("copy") ObjectCopy copy, @Body Object answer) {
        health.succeeded();
        plan.decided(CopyResult.confirmed(copy, CopyAnswer.record(answer)));
    }

    /** The same, for a route file that does not keep S3's answer: a delta pass then compares the two objects. */
    public void confirmed(JobPlan plan, ObjectCopy copy) {
        answered(plan, copy, null);
    }

    /**
     * S3 did not, or was not asked.
     *
     * @param exception as it was thrown: what Camel calls the exception may be one that it suppresses, of an earlier attempt
     */
    public void failed(
            @ExchangeProperty("plan") JobPlan plan,
            @ExchangeProperty("copy") ObjectCopy copy,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable exception) {
        if (exception instanceof NotAttemptedException) {
            plan.skipped(copy);
            return;
        }
        Optional<Reason> reason = S3Faults.reason(exception);
        if (reason.isEmpty()) {
            health.failed();
            plan.disturbed(exception);
        } else if (reason.get().isByEvidence()) {
            health.failed();
            plan.undecided(CopyResult.refused(copy, reason.get(), S3Faults.describe(exception)));
        } else {
            plan.decided(CopyResult.refused(copy, reason.get(), S3Faults.describe(exception)));
        }
    }
}
