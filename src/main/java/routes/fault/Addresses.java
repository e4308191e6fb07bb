package routes.fault;

import java.util.EnumMap;
import java.util.Map;
import routes.config.MaskedUri;
import routes.config.Settings;

/** Where the servers are, as whoever looks for a fault needs to hear it. */
public final class Addresses {

    private final Map<Server, String> names = new EnumMap<>(Server.class);

    private Addresses() {}

    /** As the settings name them. */
    public static Addresses of(Settings settings) {
        Addresses addresses = new Addresses();
        addresses.names.put(
                Server.DATABASE,
                "MariaDB (%s:%s)".formatted(settings.text("database.host"), settings.text("database.port")));
        addresses.names.put(
                Server.REDIS, "Redis (%s:%s)".formatted(settings.text("redis.host"), settings.text("redis.port")));
        addresses.names.put(Server.S3, aws("S3", settings, "aws.endpoint.url.s3"));
        addresses.names.put(Server.ECS, aws("ECS", settings, "aws.endpoint.url.ecs"));
        return addresses;
    }

    /** Where nothing is known of any: by their names alone. */
    public static Addresses unknown() {
        Addresses addresses = new Addresses();
        addresses.names.put(Server.DATABASE, "MariaDB");
        addresses.names.put(Server.REDIS, "Redis");
        addresses.names.put(Server.S3, "S3");
        addresses.names.put(Server.ECS, "ECS");
        return addresses;
    }

    /** A server with its address, such as {@code MariaDB (db.example.com:3306)}. */
    public String of(Server server) {
        return names.get(server);
    }

    private static String aws(String service, Settings settings, String setting) {
        String endpoint = settings.optional(setting)
                .or(() -> settings.optional("aws.endpoint.url"))
                .map(MaskedUri::of)
                .orElse("in " + settings.text("aws.region"));
        return "%s (%s)".formatted(service, endpoint);
    }
}
