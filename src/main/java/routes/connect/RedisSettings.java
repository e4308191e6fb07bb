package routes.connect;

import java.util.Optional;
import routes.config.Settings;
import routes.config.UrlParts;

/**
 * Where Redis is.
 *
 * @param namespace what the names of all keys begin with
 * @param tls whether the connections are encrypted; the certificate must bear the host's name then
 */
record RedisSettings(
        String host, int port, String namespace, Optional<String> user, Optional<String> password, boolean tls) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    static RedisSettings of(Settings settings) {
        return new RedisSettings(
                UrlParts.hostOfEndpoint("redis.host", settings.required("redis.host")),
                settings.integer("redis.port", 1, 65535),
                settings.required("redis.namespace"),
                settings.optional("redis.user"),
                settings.optional("redis.password"),
                settings.flag("redis.tls"));
    }

    /** Shows nothing of the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
