package routes.status;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Sees every request to the status page first. It sets the headers that keep other sites out of the page, and refuses host names
 * that are not this machine's: a page elsewhere could have its own name lead here (DNS rebinding).
 */
public final class Guard {

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.%]+]");
    private static final Pattern PORT = Pattern.compile(":[0-9]+$");

    private final Set<String> hosts = new TreeSet<>(Set.of("localhost"));

    /**
     * @param hosts names by which the page may be asked for, beside localhost and addresses
     */
    public Guard(List<String> hosts) {
        hosts.forEach(host -> this.hosts.add(host.toLowerCase(Locale.ROOT)));
    }

    /** Takes its place before everything else. */
    public void mount(Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::check);
    }

    private void check(RoutingContext context) {
        HttpServerResponse response = context.response();
        HEADERS.forEach(response::putHeader);
        if (isOurs(context.request())) {
            context.next();
        } else {
            response.setStatusCode(421)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end("This host name is not among those of STATUS_HOSTS (status.hosts).\n");
        }
    }

    private boolean isOurs(HttpServerRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            return true;
        }
        String name = PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
        return hosts.contains(name) || ADDRESS.matcher(name).matches();
    }
}
