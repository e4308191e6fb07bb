package routes.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Decides who may change something by HTTP: whoever has the token, from the page itself or from no page at all. */
public final class Access {

    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    /**
     * @param token the secret; empty when nobody may
     */
    public Access(String token) {
        this.token = token.isEmpty() ? null : digest(token);
    }

    /** Whether anybody may change anything. */
    public boolean isPossible() {
        return token != null;
    }

    /**
     * Lets a request pass or not. What is compared are digests, in a time that does not depend on how much of them is equal.
     *
     * @param authorization the header of that name; may be null
     * @param site the browser's Sec-Fetch-Site; null when it is no browser
     * @throws HttpRefusal 403 when it may not be from there, or not at all; 401 without the token
     */
    public void check(String authorization, String site) throws HttpRefusal {
        if (token == null) {
            throw new HttpRefusal(403, "This is off: the producer was started without STATUS_TOKEN.");
        }
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new HttpRefusal(403, "Not from another site.");
        }
        String given = authorization != null && authorization.startsWith(SCHEME)
                ? authorization.substring(SCHEME.length())
                : "";
        if (!MessageDigest.isEqual(token, digest(given))) {
            throw new HttpRefusal(401, "The token is wrong.");
        }
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
