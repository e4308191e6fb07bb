package routes.fault;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tells a refusal of one object from a fault of the system. Codes are those of the S3 API reference, "Error responses".
 *
 * <p>An answer that speaks of the request (status 400 and its like) with a code unknown here is a refusal: one object that a
 * server dislikes must not hold up the others. {@code CopyJudge} does not believe it when most objects meet it.
 */
public final class S3Faults {

    /** Statuses that speak of what was asked for, not of who asked or of the server. */
    private static final Set<Integer> ABOUT_THE_REQUEST = Set.of(400, 405, 411, 413, 414, 416, 422);

    /** Codes that come with such a status, and are the set-up's or the server's fault, or pass. */
    private static final Set<String> ABOUT_THE_SYSTEM = Set.of(
            "AccessControlListNotSupported",
            "AuthorizationHeaderMalformed",
            "ExpiredToken",
            "IllegalLocationConstraintException",
            "IncompleteBody",
            "InternalError",
            "InvalidAccessKeyId",
            "InvalidBucketName",
            "InvalidBucketState",
            "InvalidEncryptionAlgorithmError",
            "InvalidLocationConstraint",
            "InvalidSecurity",
            "InvalidStorageClass",
            "InvalidToken",
            "MalformedXML",
            "NoSuchBucket",
            "NotImplemented",
            "RequestLimitExceeded",
            "RequestTimeout",
            "RequestTimeTooSkewed",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "TokenRefreshRequired",
            "TooManyRequests",
            "UnexpectedContent",
            "UserKeyMustBeSpecified",
            "XAmzContentSHA256Mismatch");

    /** Faults of KMS that pass. */
    private static final Set<String> KMS_PASSES = Set.of(
            "KMS.DependencyTimeoutException",
            "KMS.KeyUnavailableException",
            "KMS.KMSInternalException",
            "KMS.LimitExceededException",
            "KMS.ThrottlingException");

    private S3Faults() {}

    /** The reason that an exception is for one object to fail; empty when the exception is a fault of the system. */
    public static Optional<Reason> reason(Throwable exception) {
        if (exception instanceof ObjectRefusedException refused) {
            return Optional.of(refused.reason());
        }
        if (!(exception instanceof S3Exception refusal)) {
            return Optional.empty();
        }
        String code = code(refusal);
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion", "NotFound" -> Optional.of(Reason.SOURCE_MISSING);
            case "AccessDenied" -> Optional.of(speaksOfKms(refusal) ? Reason.KMS_KEY_UNUSABLE : Reason.ACCESS_DENIED);
            case "InvalidObjectState", "ObjectNotInActiveTierError" -> Optional.of(Reason.ARCHIVED);
            case "KeyTooLongError", "KeyTooLong" -> Optional.of(Reason.KEY_TOO_LONG);
            default -> byFamily(refusal, code);
        };
    }

    /** What S3 said, in one line with its request id. */
    public static String describe(Throwable exception) {
        if (exception instanceof ObjectRefusedException) {
            return exception.getMessage();
        }
        if (exception instanceof S3Exception refusal && refusal.awsErrorDetails() != null) {
            AwsErrorDetails details = refusal.awsErrorDetails();
            return "%s: %s (status %d, request %s)"
                    .formatted(details.errorCode(), details.errorMessage(), refusal.statusCode(), refusal.requestId());
        }
        String message = exception.getMessage();
        return exception.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    /** The code of S3's answer; empty text when it had none. */
    public static String code(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** The message of S3's answer; empty text when it had none. */
    public static String message(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        return details == null || details.errorMessage() == null ? "" : details.errorMessage();
    }

    private static Optional<Reason> byFamily(S3Exception refusal, String code) {
        if (code.startsWith("KMS.")) {
            return KMS_PASSES.contains(code) ? Optional.empty() : Optional.of(Reason.KMS_KEY_UNUSABLE);
        }
        return ABOUT_THE_REQUEST.contains(refusal.statusCode()) && !code.isEmpty() && !ABOUT_THE_SYSTEM.contains(code)
                ? Optional.of(Reason.COPY_REJECTED)
                : Optional.empty();
    }

    /** S3 says "not authorized to perform: kms:Decrypt" under the same code as for its own permissions. */
    private static boolean speaksOfKms(S3Exception refusal) {
        return message(refusal).contains("kms:");
    }
}
