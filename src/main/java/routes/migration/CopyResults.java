package routes.migration;

/** Makes the result of one copy. */
public final class CopyResults {

    /** S3 confirmed the object at the new key. */
    public CopyResult confirmed(ObjectCopy copy) {
        return CopyResult.confirmed(copy);
    }

    /** S3 refused the copy, or could not be asked. */
    public CopyResult decided(JobPlan plan, ObjectCopy copy, Throwable exception) {
        return Faults.reason(exception)
                .map(reason -> CopyResult.refused(copy, reason, Faults.describe(exception)))
                .orElseGet(() -> {
                    plan.disturbed();
                    return CopyResult.disturbed(copy, exception);
                });
    }
}
