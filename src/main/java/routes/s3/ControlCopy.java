package routes.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out whether S3 would copy an object, of one that was copied before, and leaves everything as it is: what is asked for is all of
 * a copy but its effect. A copy under a condition that never holds shows that it is permitted and answered; a part of an upload that is
 * then given up shows that the source can be read and that the target takes data.
 */
final class ControlCopy {

    /** The ETag of no object: S3 refuses the copy after it has looked at permissions and source, before it writes. */
    private static final String NO_OBJECTS_TAG = "\"00000000000000000000000000000000\"";

    private static final int PRECONDITION_FAILED = 412;

    private final S3Client client;
    private final ConditionalWrites conditions;
    private final ObjectComparison comparison;
    private final MultipartCopy multipart;
    private final long mostBytes;
    private volatile boolean conditionIgnored;

    /**
     * @param mostBytes of an object that is worth the time
     */
    ControlCopy(
            S3Client client,
            ConditionalWrites conditions,
            ObjectComparison comparison,
            MultipartCopy multipart,
            long mostBytes) {
        this.client = client;
        this.conditions = conditions;
        this.comparison = comparison;
        this.multipart = multipart;
        this.mostBytes = mostBytes;
    }

    /**
     * Tries. Fails with what S3 says, if it would not copy.
     *
     * @return false when the object does not tell, because it is no longer the same at both keys, or too large
     */
    boolean passes(CopyObjectRequest copy) {
        Optional<HeadObjectResponse> source = comparison.source(copy);
        Optional<HeadObjectResponse> target = comparison.target(copy);
        if (source.isEmpty()
                || target.isEmpty()
                || source.get().contentLength() > mostBytes
                || comparison
                        .difference(copy, source.get(), target.get(), false)
                        .isPresent()) {
            return false;
        }
        askForCopy(copy);
        if (source.get().contentLength() > 0) {
            askForPart(copy);
        }
        return true;
    }

    private void askForCopy(CopyObjectRequest copy) {
        if (conditionIgnored) {
            return;
        }
        try {
            client.copyObject(copy.toBuilder()
                    .ifMatch(null)
                    .ifNoneMatch(conditions.areHonoured() ? "*" : null)
                    .copySourceIfMatch(NO_OBJECTS_TAG)
                    .build());
            // a server that minds no conditions has written the same once more
            conditionIgnored = true;
        } catch (S3Exception e) {
            if (isUnimplemented(e)) {
                conditionIgnored = true;
            } else if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
        }
    }

    private void askForPart(CopyObjectRequest copy) {
        try {
            multipart.tryOut(copy);
        } catch (S3Exception e) {
            // a server without uploads in parts tells no more than it has
            if (!isUnimplemented(e)) {
                throw e;
            }
        }
    }

    private static boolean isUnimplemented(S3Exception e) {
        return e.statusCode() == 501 || e.statusCode() == 405;
    }
}
