package routes.fault;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tells what an answer of S3, or none, may mean for one object. Three things are known at once: that the object cannot be
 * copied, that the system is at fault, or nothing: then {@link Reason#isByEvidence()} holds, and what becomes of other objects
 * meanwhile decides. Codes are those of the S3 API reference, "Error responses".
 */
public final class S3Faults {

    /** Codes that speak of who asks and of the bucket, never of an object. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "ExpiredToken",
            "InvalidAccessKeyId",
            "InvalidToken",
            "NoSuchBucket",
            "RequestTimeTooSkewed",
            "TokenRefreshRequired");

    /** Bytes of an answer without a code, such as a proxy's page, that are kept for people. */
    private static final int MOST_WORDS = 200;

    private S3Faults() {}

    /** The reason that an exception is, or may be, for one object to fail; empty when the system is known to be at fault. */
    public static Optional<Reason> reason(Throwable exception) {
        if (exception instanceof ObjectRefusedException refused) {
            return Optional.of(refused.reason());
        }
        if (exception instanceof S3Exception answer) {
            return OF_THE_SYSTEM.contains(code(answer)) ? Optional.empty() : Optional.of(reason(answer));
        }
        return isOfTheSystem(exception) ? Optional.empty() : Optional.of(Reason.COPY_FAILED);
    }

    private static Reason reason(S3Exception answer) {
        String code = code(answer);
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion", "NotFound" -> Reason.SOURCE_MISSING;
            case "InvalidObjectState", "ObjectNotInActiveTierError" -> Reason.ARCHIVED;
            case "KeyTooLongError", "KeyTooLong" -> Reason.KEY_TOO_LONG;
            case "AccessDenied" -> speaksOfKms(answer) ? Reason.KMS_KEY_UNUSABLE : Reason.ACCESS_DENIED;
            // a HEAD is answered without a body
            case "" -> answer.statusCode() == 403 ? Reason.ACCESS_DENIED : byStatus(answer);
            default -> code.startsWith("KMS.") ? Reason.KMS_KEY_UNUSABLE : byStatus(answer);
        };
    }

    private static Reason byStatus(S3Exception answer) {
        return answer.statusCode() / 100 == 4 ? Reason.COPY_REJECTED : Reason.COPY_FAILED;
    }

    /** No connection, nobody to ask for credentials, no memory, or this process ends: no word about an object. */
    private static boolean isOfTheSystem(Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SystemFaultException
                    || cause instanceof Error
                    || cause instanceof InterruptedException
                    || cause instanceof AbortedException
                    || cause instanceof RejectedExecutionException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException
                    // a connection that is not made in time, or not given by the pool
                    || (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException))) {
                return true;
            }
        }
        return false;
    }

    /** What S3 said, in one line with its request id. */
    public static String describe(Throwable exception) {
        if (exception instanceof ObjectRefusedException || exception instanceof SystemFaultException) {
            return exception.getMessage(); // our own words
        }
        if (exception instanceof S3Exception answer) {
            String said = code(answer).isEmpty() ? page(answer) : code(answer) + ": " + message(answer);
            return "%s (status %d, request %s)".formatted(said, answer.statusCode(), answer.requestId());
        }
        String message = exception.getMessage();
        return exception.getClass().getSimpleName()
                + (message == null
                        ? ""
                        : ": " + message.lines().findFirst().orElse("").replaceFirst("\\.$", ""));
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

    /** What stands in an answer that has no code, without its mark-up: the page of a proxy. */
    private static String page(S3Exception answer) {
        AwsErrorDetails details = answer.awsErrorDetails();
        SdkBytes body = details == null ? null : details.rawResponse();
        String text = body == null ? "" : new String(body.asByteArrayUnsafe(), StandardCharsets.UTF_8);
        String words = text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        return words.isEmpty()
                ? "an answer without a code"
                : "an answer without a code, \"" + words.substring(0, Math.min(words.length(), MOST_WORDS)) + "\"";
    }

    /** S3 says "not authorized to perform: kms:Decrypt" under the same code as for its own permissions. */
    private static boolean speaksOfKms(S3Exception refusal) {
        return message(refusal).contains("kms:");
    }
}
