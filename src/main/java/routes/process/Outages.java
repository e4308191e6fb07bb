package routes.process;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import routes.config.Event;
import routes.fault.Addresses;
import routes.fault.DatabaseFaults;
import routes.fault.Server;
import routes.status.Trouble;

/**
 * What is out of order at the moment, however many routes notice it: one line when it begins or changes, every minute that it lasts, and when
 * it ends.
 */
final class Outages {

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Addresses addresses;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<String, Outage> open = new LinkedHashMap<>();

    /**
     * @param nanos a clock that nobody sets
     */
    Outages(Addresses addresses, Clock clock, LongSupplier nanos) {
        this.addresses = addresses;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Notes the failure of a route. */
    synchronized void failed(String route, Throwable cause, String said) {
        Optional<Server> server = Server.of(cause);
        Trouble.Kind kind = kind(cause, server);
        String name = server.map(addresses::of).orElse(null);
        String key = server.map(Server::name).orElse(route) + kind;
        Instant now = clock.instant();
        Outage outage = open.get(key);
        if (outage == null) {
            outage = new Outage(kind, name, now, nanos.getAsLong(), said);
            open.put(key, outage);
            begins(outage, route);
        } else if (kind != Trouble.Kind.SILENT && !withoutFigures(outage.said).equals(withoutFigures(said))) {
            outage.told = now;
            begins(outage, route, said);
        } else if (Duration.between(outage.told, now).compareTo(REMINDER) >= 0) {
            outage.told = now;
            Event.FAULT.warn(
                    LOG,
                    "{} for {} s now: {}",
                    subject(outage.kind, outage.server, route),
                    value("seconds", seconds(outage)),
                    said,
                    value("phase", "lasts"),
                    value("server", outage.server));
        }
        outage.said = said;
        outage.routes.add(route);
    }

    /** Notes that a route works: a server that answers one answers all; what it refuses one, it may grant another. */
    synchronized void succeeded(String route) {
        for (Map.Entry<String, Outage> entry : new ArrayList<>(open.entrySet())) {
            Outage outage = entry.getValue();
            if (outage.routes.remove(route) && (outage.kind == Trouble.Kind.SILENT || outage.routes.isEmpty())) {
                open.remove(entry.getKey());
                Event.FAULT.info(
                        LOG,
                        "{} works again after {} s",
                        outage.server == null ? route : outage.server,
                        value("seconds", seconds(outage)),
                        value("phase", "ends"),
                        value("server", outage.server));
            }
        }
    }

    /** What has lasted longest; what only waits for others counts least. */
    synchronized Optional<Outage> worst() {
        return open.values().stream()
                .min(Comparator.comparing((Outage outage) -> outage.kind == Trouble.Kind.LOCKED)
                        .thenComparing(outage -> outage.since));
    }

    private void begins(Outage outage, String route) {
        begins(outage, route, outage.said);
    }

    private static void begins(Outage outage, String route, String said) {
        Event.FAULT.warn(
                LOG,
                "{}: {}; nothing is lost, it is tried again until it works",
                subject(outage.kind, outage.server, route),
                said,
                value("phase", "begins"),
                value("server", outage.server));
    }

    private long seconds(Outage outage) {
        return Duration.ofNanos(nanos.getAsLong() - outage.began).toSeconds();
    }

    private static String subject(Trouble.Kind kind, String server, String route) {
        return server == null ? route + " fails" : server + " " + kind.verb();
    }

    private static Trouble.Kind kind(Throwable cause, Optional<Server> server) {
        if (cause instanceof DataAccessException database
                && (DatabaseFaults.isLockedOut(database) || DatabaseFaults.tookTooLong(database))) {
            return Trouble.Kind.LOCKED;
        }
        return server.isPresent() && Server.isSilent(cause) ? Trouble.Kind.SILENT : Trouble.Kind.REFUSING;
    }

    /** A message without what differs from one time to the next: numbers, names of rows, and the ids of requests. */
    private static String withoutFigures(String message) {
        return message.replaceAll("such as \\S+:|request [^ )]+|\\d+", "");
    }
}
