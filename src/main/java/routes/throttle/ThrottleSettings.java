package routes.throttle;

import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import routes.config.Settings;
import routes.config.UrlParts;

/**
 * What the production database has to bear.
 *
 * @param replicas the replicas to watch, each once
 * @param maxLag how far one may be behind before work with the table pauses
 * @param criticalLag how far before the process ends; empty: however far
 * @param maxThreads threads of the primary that may be at work before work with the table pauses; empty: however many
 * @param criticalThreads the same, before the process ends
 * @param poll time between two questions to a server
 * @param patience time after which a replica that cannot be asked counts as lagging
 */
public record ThrottleSettings(
        List<HostAndPort> replicas,
        Duration maxLag,
        Optional<Duration> criticalLag,
        Optional<Integer> maxThreads,
        Optional<Integer> criticalThreads,
        Duration poll,
        Duration patience) {

    private static final String REPLICAS = "database.replicas";
    private static final String MAX_LAG = "database.max-lag";
    private static final String CRITICAL_LAG = "database.critical-lag";
    private static final String MAX_THREADS = "database.max-threads-running";
    private static final String CRITICAL_THREADS = "database.critical-threads-running";
    private static final String OFF = "off";
    private static final int MOST_THREADS = 100_000;

    public ThrottleSettings {
        replicas = List.copyOf(replicas);
    }

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static ThrottleSettings of(Settings settings) {
        int port = settings.integer("database.port", 1, 65535);
        List<HostAndPort> replicas = Arrays.stream(settings.text(REPLICAS).split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .map(address -> address(address, port))
                .collect(Collectors.toMap(
                        HostAndPort::toString, Function.identity(), (one, same) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
        Duration maxLag = settings.duration(MAX_LAG);
        Optional<Duration> criticalLag =
                isOff(settings, CRITICAL_LAG) ? Optional.empty() : Optional.of(settings.duration(CRITICAL_LAG));
        if (criticalLag.isPresent() && replicas.isEmpty()) {
            throw Settings.problem(REPLICAS, "is not set, and database.critical-lag is: name the replicas to watch");
        }
        if (criticalLag.filter(lag -> lag.compareTo(maxLag) <= 0).isPresent()) {
            throw Settings.problem(
                    CRITICAL_LAG, "must be more than database.max-lag, which is " + settings.text(MAX_LAG));
        }
        Optional<Integer> maxThreads = threads(settings, MAX_THREADS);
        Optional<Integer> criticalThreads = threads(settings, CRITICAL_THREADS);
        if (maxThreads.isPresent()
                && criticalThreads.filter(most -> most <= maxThreads.get()).isPresent()) {
            throw Settings.problem(
                    CRITICAL_THREADS, "must be more than database.max-threads-running, which is " + maxThreads.get());
        }
        return new ThrottleSettings(
                replicas,
                maxLag,
                criticalLag,
                maxThreads,
                criticalThreads,
                settings.duration("throttle.poll"),
                settings.duration("throttle.patience"));
    }

    /** Whether the primary is watched. */
    boolean watchesThreads() {
        return maxThreads.isPresent() || criticalThreads.isPresent();
    }

    private static HostAndPort address(String text, int port) {
        HostAndPort address = HostAndPort.parseAuthority(text, port);
        if (address == null || address.port() < 1 || address.port() > 65535) {
            throw Settings.problem(
                    REPLICAS,
                    "must be hosts such as db2.example.com or db2.example.com:3307, and one is \"" + text + "\"");
        }
        UrlParts.host(REPLICAS, address.host());
        return address;
    }

    private static Optional<Integer> threads(Settings settings, String key) {
        return isOff(settings, key) ? Optional.empty() : Optional.of(settings.integer(key, 1, MOST_THREADS));
    }

    private static boolean isOff(Settings settings, String key) {
        return !settings.has(key) || settings.text(key).equalsIgnoreCase(OFF);
    }
}
