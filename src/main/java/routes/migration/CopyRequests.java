package routes.migration;

import routes.config.Migration;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** Makes S3's request for a copy. */
public final class CopyRequests {

    private final Migration migration;

    public CopyRequests(Migration migration) {
        this.migration = migration;
    }

    /**
     * The request for one copy of a job.
     *
     * @throws SystemFaultException when so many copies of the job were disturbed that the rest is not worth a request
     */
    public CopyObjectRequest request(ObjectCopy copy, JobPlan plan) {
        if (plan.isHopeless()) {
            throw new SystemFaultException("not attempted after other copies failed", plan.firstFault());
        }
        return CopyObjectRequest.builder()
                .sourceBucket(migration.sourceBucket())
                .sourceKey(copy.from())
                .destinationBucket(migration.targetBucket())
                .destinationKey(copy.to())
                .build();
    }
}
