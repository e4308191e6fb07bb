package routes.pace;

import java.util.Locale;
import java.util.Set;

/**
 * Tells a refusal for rate from everything else that a server may answer. Sources: the S3 API reference, "Error responses" and
 * "Best practices design patterns: optimizing Amazon S3 performance"; KMS API reference, "ThrottlingException"; the AWS SDK's own list of
 * throttling codes.
 */
public final class RateRefusal {

    private static final Set<String> CODES = Set.of(
            "slowdown",
            "serviceunavailable",
            "toomanyrequests",
            "toomanyrequestsexception",
            "requestlimitexceeded",
            "requestthrottled",
            "requestthrottledexception",
            "throttling",
            "throttlingexception",
            "throttledexception",
            "bandwidthlimitexceeded",
            "provisionedthroughputexceededexception");

    private static final String IN_WORDS = "reduce your request rate";

    private RateRefusal() {}

    /**
     * Whether an answer asks for fewer requests.
     *
     * @param status of HTTP
     * @param code of the error; null or empty when there is none, as in the page of a proxy
     * @param message null when there is none
     */
    public static boolean is(int status, String code, String message) {
        if (status == 429) {
            return true;
        }
        if (code != null && CODES.contains(code.toLowerCase(Locale.ROOT).replaceAll("^kms\\.", ""))) {
            return true;
        }
        if (message != null && message.toLowerCase(Locale.ROOT).contains(IN_WORDS)) {
            return true;
        }
        // S3 sends 503 for nothing else, and a HEAD without a body
        return status == 503 && (code == null || code.isEmpty());
    }
}
