package routes.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import redis.clients.jedis.util.JedisClusterHashTag;
import routes.config.Settings;

/** What a Redis says of itself with INFO, as far as the migration depends on it. */
final class RedisFacts {

    private static final String HOST = "redis.host";
    private static final String NAMESPACE = "redis.namespace";

    /** The version that brought XPENDING with IDLE and exclusive ranges of a stream. */
    private static final int MAJOR = 6;

    private static final int MINOR = 2;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

    private final Map<String, String> facts;

    /**
     * @param info lines {@code name:value}, as https://redis.io/docs/latest/commands/info/ describes them
     */
    RedisFacts(String info) {
        this.facts = info.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (one, other) -> one));
    }

    /**
     * A line for each problem.
     *
     * @param where the server, for people
     */
    List<String> problems(String where, String namespace) {
        List<String> problems = new ArrayList<>();
        version(where).ifPresent(problems::add);
        replica(where).ifPresent(problems::add);
        cluster(where, namespace).ifPresent(problems::add);
        eviction(where).ifPresent(problems::add);
        return problems;
    }

    private Optional<String> version(String where) {
        Matcher version = VERSION.matcher(fact("redis_version"));
        if (!version.matches()) {
            return Optional.empty();
        }
        int major = Integer.parseInt(version.group(1));
        boolean old = major < MAJOR || (major == MAJOR && Integer.parseInt(version.group(2)) < MINOR);
        return problem(old, "has version " + version.group() + ", and must have 6.2 or later: " + where);
    }

    private Optional<String> replica(String where) {
        return problem(
                fact("role").equals("slave"),
                "is a replica, which takes no writes: %s; name its primary, %s:%s"
                        .formatted(where, fact("master_host"), fact("master_port")));
    }

    private Optional<String> cluster(String where, String namespace) {
        boolean apart =
                fact("cluster_enabled").equals("1") && !JedisClusterHashTag.isClusterCompliantMatchPattern(namespace);
        return apart
                ? Optional.of(Settings.line(
                        NAMESPACE,
                        "must be in braces, {%s}: the Redis of REDIS_HOST (%s) is a cluster (%s), which keeps only such keys together"
                                .formatted(namespace, HOST, where)))
                : Optional.empty();
    }

    /** Of our keys only the signs of life of processes expire, and are made again every second: they may go. */
    private Optional<String> eviction(String where) {
        String policy = fact("maxmemory_policy");
        return problem(
                policy.startsWith("allkeys-"),
                "has maxmemory-policy " + policy + ", which must be noeviction: " + where + " would drop jobs");
    }

    private static Optional<String> problem(boolean is, String what) {
        return is ? Optional.of(Settings.line(HOST, what)) : Optional.empty();
    }

    private String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
