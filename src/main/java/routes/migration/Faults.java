package routes.migration;

import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tells a refusal of one object from a fault of the system. Codes are those of the S3 API reference, "Error responses".
 */
public final class Faults {

    /** Refusals that speak of the request's object, whatever the others' fate. */
    private static final Set<String> REJECTIONS = Set.of(
            "InvalidRequest",
            "InvalidArgument",
            "InvalidTag",
            "EntityTooLarge",
            "MetadataTooLarge",
            "InvalidURI",
            "BadRequest",
            "MethodNotAllowed");

    private Faults() {}

    /** The reason that an exception is for one object to fail; empty when the exception is a fault of the system. */
    public static Optional<Reason> reason(Throwable exception) {
        if (!(exception instanceof S3Exception refusal)) {
            return Optional.empty();
        }
        return switch (code(refusal)) {
            case "NoSuchKey", "NoSuchVersion", "NotFound" -> Optional.of(Reason.SOURCE_MISSING);
            case "AccessDenied" -> Optional.of(Reason.ACCESS_DENIED);
            case "InvalidObjectState" -> Optional.of(Reason.ARCHIVED);
            case "KeyTooLongError", "KeyTooLong" -> Optional.of(Reason.KEY_TOO_LONG);
            default -> REJECTIONS.contains(code(refusal)) ? Optional.of(Reason.COPY_REJECTED) : Optional.empty();
        };
    }

    /** What S3 said, in one line with its request id. */
    public static String describe(Throwable exception) {
        if (exception instanceof S3Exception refusal && refusal.awsErrorDetails() != null) {
            AwsErrorDetails details = refusal.awsErrorDetails();
            return "%s: %s (status %d, request %s)"
                    .formatted(details.errorCode(), details.errorMessage(), refusal.statusCode(), refusal.requestId());
        }
        String message = exception.getMessage();
        return exception.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
    }

    private static String code(S3Exception refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
