package routes.s3;

import java.util.Optional;
import java.util.function.BiConsumer;
import routes.copy.CopyAnswer;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Copies an object at once, or in parts where S3 asks for it, and takes nothing but a confirmation for one. */
final class AnySizeCopy {

    private final S3Client copier;
    private final S3Client client;
    private final CopyPolicy policy;
    private final ConditionalWrites conditions;
    private final ObjectComparison comparison;
    private final Confirmations confirmations;
    private final TraitsKept traits;
    private final MultipartCopy multipart;
    private final BiConsumer<CopyObjectRequest, Boolean> lastLook;

    /**
     * @param copier what sends plain copies, of which it may expect success
     * @param client what sends everything else
     * @param lastLook looks at the new key before the last request of a copy in parts; what it throws gives the copy up
     */
    AnySizeCopy(
            S3Client copier,
            S3Client client,
            CopyPolicy policy,
            ConditionalWrites conditions,
            ObjectComparison comparison,
            MultipartCopy multipart,
            BiConsumer<CopyObjectRequest, Boolean> lastLook) {
        this.copier = copier;
        this.client = client;
        this.policy = policy;
        this.conditions = conditions;
        this.comparison = comparison;
        this.confirmations = new Confirmations(comparison);
        this.traits = new TraitsKept(client, comparison);
        this.multipart = multipart;
        this.lastLook = lastLook;
    }

    /**
     * Sends a copy, with the conditions that it has.
     *
     * @param guarded whether it must overwrite nothing
     */
    CopyObjectResponse copy(CopyObjectRequest copy, boolean guarded) {
        if (policy.multipartThreshold().isPresent()) {
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            if (source.contentLength() >= policy.multipartThreshold().getAsLong()) {
                return copyInParts(copy, source, guarded);
            }
        }
        try {
            CopyObjectResponse response = confirmations.of(copy, copier.copyObject(copy));
            if (copy.ifNoneMatch() != null) {
                conditions.probe(() -> isRefusedNow(copy));
            }
            traits.madeAtOnce(copy, response);
            return response;
        } catch (S3Exception e) {
            if (!isTooLarge(e)) {
                throw e;
            }
            return copyInParts(copy, Confirmations.existing(comparison.source(copy)), guarded);
        } catch (ApiCallTimeoutException | ApiCallAttemptTimeoutException e) {
            // the larger the object the longer S3 takes: parts are quicker
            HeadObjectResponse source = Confirmations.existing(comparison.source(copy));
            if (source.contentLength() <= policy.partSize()) {
                throw e;
            }
            return copyInParts(copy, source, guarded);
        }
    }

    private CopyObjectResponse copyInParts(CopyObjectRequest copy, HeadObjectResponse source, boolean guarded) {
        MultipartCopy.Made made = multipart.copy(copy, source, () -> lastLook.accept(copy, guarded));
        Optional<HeadObjectResponse> target = comparison.target(copy);
        long copied = target.map(HeadObjectResponse::contentLength).orElse(-1L);
        if (copied != source.contentLength()) {
            throw new ObjectRefusedException(
                    Reason.VERIFY_FAILED, "the copy has %d bytes, not %d".formatted(copied, source.contentLength()));
        }
        target.ifPresent(there -> traits.madeInParts(made.asked(), made.copy(), there));
        return CopyAnswer.of(
                source,
                made.copy().copyObjectResult().eTag(),
                target.map(HeadObjectResponse::lastModified).orElse(null));
    }

    /** Sends a copy that has just succeeded again. */
    private boolean isRefusedNow(CopyObjectRequest copy) {
        try {
            client.copyObject(copy);
            return false;
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case 412 -> true;
                case 501 -> false;
                default -> throw e;
            };
        }
    }

    /** S3 says InvalidRequest, of which the text tells this one; others EntityTooLarge. */
    private static boolean isTooLarge(S3Exception e) {
        return switch (S3Faults.code(e)) {
            case "EntityTooLarge" -> true;
            case "InvalidRequest" -> S3Faults.message(e).contains("larger than the maximum allowable size");
            default -> false;
        };
    }
}
