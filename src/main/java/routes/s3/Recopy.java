package routes.s3;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import routes.copy.CopyAnswer;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.ledger.CopyRecord;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Replaces a copy by one of what its source is now. What is at the new key is overwritten only if it is the migration's own earlier copy:
 * known by the ETag which that got, looked at just before, and said to S3 as a condition ({@code If-Match}) for the time between. Anything
 * else at the new key is the application's newer word.
 */
final class Recopy {

    /** Looks at both objects after which one that changes under our hands is left to a later time. */
    private static final int LOOKS = 3;

    private static final int PRECONDITION_FAILED = 412;

    private final ObjectComparison comparison;
    private final Function<CopyObjectRequest, CopyObjectResponse> sender;

    /**
     * @param sender sends a copy under the conditions that it has
     */
    Recopy(ObjectComparison comparison, Function<CopyObjectRequest, CopyObjectResponse> sender) {
        this.comparison = comparison;
        this.sender = sender;
    }

    /**
     * Copies.
     *
     * @param ours ETags of the earlier copies, if any are known
     * @throws ObjectRefusedException {@code TARGET_CHANGED}, {@code SOURCE_MISSING}, or {@code SOURCE_CHANGED} when it changes all the time
     */
    CopyObjectResponse copy(CopyObjectRequest copy, Set<String> ours) {
        S3Exception latest = null;
        for (int look = 1; look <= LOOKS; look++) {
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            Optional<HeadObjectResponse> target = comparison.target(copy);
            if (target.isPresent() && !isOneOf(ours, target.get())) {
                return unchanged(copy, source, target.get());
            }
            try {
                return replace(copy, source, target);
            } catch (S3Exception e) {
                if (e.statusCode() != PRECONDITION_FAILED) {
                    throw e;
                }
                latest = e;
            }
        }
        throw new ObjectRefusedException(
                Reason.SOURCE_CHANGED, "changes while it is copied: " + S3Faults.describe(latest));
    }

    /**
     * Makes sure that the object at the new key is still the one that a copy may replace.
     *
     * @throws ObjectRefusedException {@code TARGET_CHANGED} when it is not
     */
    void requireOurs(CopyObjectRequest copy) {
        comparison
                .target(copy)
                .filter(there -> !isOneOf(Set.of(CopyRecord.bare(copy.ifMatch())), there))
                .ifPresent(there -> {
                    throw changed(there, "ETag " + there.eTag());
                });
    }

    private CopyObjectResponse replace(
            CopyObjectRequest copy, HeadObjectResponse source, Optional<HeadObjectResponse> target) {
        CopyObjectResponse answer = sender.apply(copy.toBuilder()
                .copySourceIfMatch(source.eTag())
                .ifNoneMatch(target.isPresent() ? null : "*")
                .ifMatch(target.map(HeadObjectResponse::eTag).orElse(null))
                .build());
        return CopyAnswer.of(
                source,
                answer.copyObjectResult().eTag(),
                answer.copyObjectResult().lastModified());
    }

    /** Another process may have made this very copy, which the ledger does not know yet. */
    private CopyObjectResponse unchanged(CopyObjectRequest copy, HeadObjectResponse source, HeadObjectResponse there) {
        comparison.difference(copy, source, there, true).ifPresent(difference -> {
            throw changed(there, difference);
        });
        return CopyAnswer.of(source, there.eTag(), there.lastModified());
    }

    private static ObjectRefusedException changed(HeadObjectResponse there, String difference) {
        return new ObjectRefusedException(
                Reason.TARGET_CHANGED,
                "the object at the new key is not the migration's copy any more: %s (of %s, request %s)"
                        .formatted(
                                difference,
                                there.lastModified(),
                                there.responseMetadata().requestId()));
    }

    private static boolean isOneOf(Set<String> ours, HeadObjectResponse object) {
        String tag = CopyRecord.bare(object.eTag());
        return tag != null && ours.contains(tag);
    }
}
