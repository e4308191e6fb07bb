package routes.status;

import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Sees every request to the status page first. It sets the headers that keep other sites out of the page, refuses host names that are not
 * this machine's, because a page elsewhere could have its own name lead here (DNS rebinding), and refuses what another site's page asks for.
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
    private static final Pattern SCHEME = Pattern.compile("^https?://");
    /** What Sec-Fetch-Site (Fetch Metadata, W3C) says of the page's own requests, and of an address that somebody typed. */
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> names = new TreeSet<>();

    /**
     * @param hosts names by which the page may be asked for, beside localhost and addresses
     */
    public Guard(List<String> hosts) {
        hosts.forEach(host -> names.add(host.toLowerCase(Locale.ROOT)));
    }

    /**
     * Lets a request pass or not, and sets the headers of its answer, whatever that is.
     *
     * @throws HttpRefusal 400 when it does not say for which host it is, 421 for another's, 403 when another site asks
     */
    public void check(HttpServerRequest request) throws HttpRefusal {
        HEADERS.forEach(request.response()::putHeader);
        List<String> hosts = request.headers().getAll("Host");
        if (hosts.size() != 1) {
            throw new HttpRefusal(400, "A request has one Host header.");
        }
        String host = hosts.get(0).toLowerCase(Locale.ROOT);
        String name = PORT.matcher(host).replaceFirst("");
        if (!name.equals("localhost")
                && !names.contains(name)
                && !ADDRESS.matcher(name).matches()) {
            throw new HttpRefusal(421, "This host name is not among those of STATUS_HOSTS (status.hosts).");
        }
        String site = request.getHeader("Sec-Fetch-Site");
        // a link from elsewhere may lead to the page, which then asks for the rest itself
        boolean asked = site == null || OWN_SITE.contains(site) || "/".equals(request.path());
        if (!asked || !isOurs(request.getHeader("Origin"), host)) {
            throw new HttpRefusal(403, "Not from another site.");
        }
    }

    /** Whether a page of this origin is ours: where requests do not say whose they are otherwise, as over plain HTTP from elsewhere. */
    private boolean isOurs(String origin, String host) {
        if (origin == null) {
            return true;
        }
        String from = SCHEME.matcher(origin.toLowerCase(Locale.ROOT)).replaceFirst("");
        return from.equals(host) || names.contains(PORT.matcher(from).replaceFirst(""));
    }
}
