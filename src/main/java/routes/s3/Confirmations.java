package routes.s3;

import java.util.Optional;
import routes.copy.CopyAnswer;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Takes nothing for the confirmation of a copy but its result. S3 sends status 200 before a long copy is done, and a proxy may send
 * it with a page of its own or with nothing, so that the status says little: without an ETag the object at the new key is looked at.
 */
final class Confirmations {

    private final ObjectComparison comparison;

    Confirmations(ObjectComparison comparison) {
        this.comparison = comparison;
    }

    /**
     * The confirmation of a copy that was answered with success.
     *
     * @throws UnconfirmedException when neither the answer nor the object at the new key is one
     */
    CopyObjectResponse of(CopyObjectRequest copy, CopyObjectResponse answer) {
        if (answer.copyObjectResult() != null && isTag(answer.copyObjectResult().eTag())) {
            return answer;
        }
        String said = "S3 answered 200 without a result (request %s)"
                .formatted(answer.responseMetadata().requestId());
        HeadObjectResponse there = comparison
                .target(copy)
                .orElseThrow(() -> new UnconfirmedException(said + ", and nothing is at the new key"));
        HeadObjectResponse source = existing(comparison.source(copy));
        comparison.difference(copy, source, there, true).ifPresent(difference -> {
            throw new UnconfirmedException(said + ", and the object at the new key differs: " + difference);
        });
        return CopyAnswer.of(source, there.eTag(), there.lastModified());
    }

    /** The source of a copy. */
    static HeadObjectResponse existing(Optional<HeadObjectResponse> source) {
        return source.orElseThrow(
                () -> new ObjectRefusedException(Reason.SOURCE_MISSING, "no object at the key (status 404)"));
    }

    static boolean isTag(String eTag) {
        return eTag != null && !eTag.isBlank();
    }
}
