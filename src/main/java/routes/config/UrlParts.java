package routes.config;

import java.util.regex.Pattern;

/** Settings that become part of a URL or of an endpoint's URI, where some characters would say something else than they do here. */
public final class UrlParts {

    /** The name of a host, or its IPv4 address. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");

    private static final Pattern IPV6 = Pattern.compile("\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?]");

    /** What begins options or a fragment, separates options, stands for another character, or for a placeholder. */
    private static final Pattern STEERING = Pattern.compile("[?&#%\\\\\\p{Cntrl}]|\\{\\{");

    private UrlParts() {}

    /**
     * A host for the JDBC URL, whose driver takes IPv6 addresses in brackets.
     *
     * @throws ConfigurationException when it would change the URL
     */
    public static String host(String key, String host) {
        if (!NAME.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            throw Settings.problem(
                    key, "must be a host's name or address, of IPv6 in brackets, and is \"" + host + "\"");
        }
        return host;
    }

    /**
     * A host for an endpoint's URI, where a colon begins the port.
     *
     * @throws ConfigurationException when it would change the URI
     */
    public static String hostOfEndpoint(String key, String host) {
        if (!NAME.matcher(host).matches()) {
            throw Settings.problem(key, "must be a host's name or IPv4 address, and is \"" + host + "\"");
        }
        return host;
    }

    /**
     * A name in an endpoint's URI.
     *
     * @throws ConfigurationException when it would change the URI
     */
    public static String name(String key, String name) {
        if (STEERING.matcher(name).find()) {
            throw Settings.problem(key, "must have none of ? & # % \\ {{, and is \"" + name + "\"");
        }
        return name;
    }

    /**
     * A database in the JDBC URL.
     *
     * @throws ConfigurationException when it would change the URL
     */
    public static String database(String key, String name) {
        if (name.indexOf('/') >= 0) {
            throw Settings.problem(key, "must have no / in it, and is \"" + name + "\"");
        }
        return name(key, name);
    }
}
