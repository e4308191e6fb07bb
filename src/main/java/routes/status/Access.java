package routes.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;

/** Decides who may change something by HTTP: whoever has the token. */
public final class Access implements Processor {

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

    /** Looks at the request itself: among the headers of a message are the values of its query as well. */
    @Override
    public void process(Exchange exchange) throws HttpRefusal {
        check(exchange.getMessage(HttpMessage.class).getRequest().getHeader("Authorization"));
    }

    /**
     * Lets a request pass or not. What is compared are digests, in a time that does not depend on how much of them is equal.
     *
     * @param authorization the header of that name; may be null
     * @throws HttpRefusal 403 when nobody may; 401 without the token
     */
    void check(String authorization) throws HttpRefusal {
        if (token == null) {
            throw new HttpRefusal(403, "This is off: the producer was started without STATUS_TOKEN.");
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
