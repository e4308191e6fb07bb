package routes.copy;

import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import routes.config.Migration;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** Makes S3's request for a copy. */
public final class CopyRequests {

    private final CopyObjectRequest every;
    private final boolean dotSegments;

    /**
     * @param attributes what all copies have in common
     * @param dotSegments whether keys may have a segment {@code .} or {@code ..}
     */
    /** Asks {@link routes.s3.ConditionalS3Client} to look at the new key before it copies. */
    public static final ExecutionAttribute<Boolean> LOOK_FIRST = new ExecutionAttribute<>("look-first");

    public CopyRequests(Migration migration, CopyObjectRequest attributes, boolean dotSegments) {
        this.dotSegments = dotSegments;
        this.every = attributes.toBuilder()
                .sourceBucket(migration.sourceBucket())
                .destinationBucket(migration.targetBucket())
                .build();
    }

    /**
     * The request for one copy of a job.
     *
     * @throws NotAttemptedException when so many copies of the job failed, one after another, that the rest is not worth a request
     */
    public CopyObjectRequest request(@Body ObjectCopy copy, @ExchangeProperty("plan") JobPlan plan) {
        if (plan.isHopeless()) {
            throw new NotAttemptedException();
        }
        return of(copy);
    }

    /**
     * The request for a copy, whatever became of others. With {@code If-Match} it names the earlier copy that it may replace; whoever sends it
     * sees to that.
     *
     * @throws ObjectRefusedException when a key has a segment that it may not have
     */
    public CopyObjectRequest of(ObjectCopy copy) {
        if (!dotSegments && (DotSegments.areIn(copy.from()) || DotSegments.areIn(copy.to()))) {
            throw new ObjectRefusedException(Reason.DOT_SEGMENTS, "a segment . or .. of the path; nothing was sent");
        }
        CopyObjectRequest.Builder request = every.toBuilder()
                .sourceKey(copy.from())
                .destinationKey(copy.to())
                .ifMatch(copy.ours());
        if (copy.likely()) {
            request.overrideConfiguration(options -> options.putExecutionAttribute(LOOK_FIRST, true));
        }
        return request.build();
    }

    /**
     * The same request for another bucket: for a route file that copies to more than one.
     *
     * @throws NotAttemptedException as {@link #request} does
     */
    public CopyObjectRequest requestTo(String bucket, ObjectCopy copy, JobPlan plan) {
        return request(copy, plan).toBuilder()
                .destinationBucket(bucket)
                .ifMatch(null)
                .build();
    }
}
