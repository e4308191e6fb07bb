package routes.copy;

import java.util.Optional;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import routes.fault.Reason;
import routes.fault.S3Faults;

/** Notes the result of each copy in the plan of its job. */
public final class CopyResults {

    /** S3 confirmed the object at the new key. */
    public void confirmed(@ExchangeProperty("plan") JobPlan plan, @ExchangeProperty("copy") ObjectCopy copy) {
        plan.add(CopyResult.confirmed(copy));
    }

    /** S3 refused the copy, or could not be asked. */
    public void failed(
            @ExchangeProperty("plan") JobPlan plan,
            @ExchangeProperty("copy") ObjectCopy copy,
            @ExchangeException Throwable exception) {
        Optional<Reason> reason = S3Faults.reason(exception);
        if (reason.isPresent()) {
            plan.add(CopyResult.refused(copy, reason.get(), S3Faults.describe(exception)));
        } else {
            plan.disturbed(exception);
        }
    }
}
