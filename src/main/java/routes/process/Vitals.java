package routes.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import routes.apply.ApplyRoutes;
import routes.config.MaskedUri;
import routes.fault.S3Faults;

/**
 * Knows what is at fault at the moment: a fault begins with the first failure of a route and ends with its next success. One
 * line says so when it begins, when it changes, every minute that it lasts, and when it ends.
 */
public final class Vitals implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);
    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    /**
     * What a route fails on.
     *
     * @param since first failure since the route's last success
     * @param latest last failure so far
     * @param lasted how long it is known to last, by a clock that nobody sets: a route that has had nothing to do since its last failure
     *     has not failed since
     */
    public record Fault(
            String route, String message, Instant since, Instant latest, Instant told, Duration lasted, long began) {}

    public Vitals(Clock clock) {
        this(clock, System::nanoTime);
    }

    /**
     * @param nanos a clock that nobody sets
     */
    Vitals(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Notes the failure of an exchange; called before each redelivery, and when there is none. */
    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Throwable.class);
        failed(exchange.getFromRouteId(), cause);
    }

    /** Notes a failure. */
    public void failed(String route, Throwable cause) {
        Instant now = clock.instant();
        String message = MaskedUri.inText(S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(cause)));
        faults.compute(route, (key, known) -> {
            boolean tell = known == null
                    || !kind(known.message()).equals(kind(message))
                    || Duration.between(known.told(), now).compareTo(REMINDER) >= 0;
            if (tell) {
                LOG.warn("{}: {}; it is tried again until it works", route, message);
                LOG.debug("{}", route, cause);
            }
            long began = known == null ? nanos.getAsLong() : known.began();
            return new Fault(
                    route,
                    message,
                    known == null ? now : known.since(),
                    now,
                    tell ? now : known.told(),
                    Duration.ofNanos(nanos.getAsLong() - began),
                    began);
        });
    }

    /** A message without what differs from one time to the next: numbers, and the ids of requests. */
    private static String kind(String message) {
        return message.replaceAll("request [^ )]+|\\d+", "");
    }

    /** Notes a success of the exchange's route. */
    public void succeeded(Exchange exchange) {
        succeeded(exchange.getFromRouteId());
    }

    /** Notes that all that is copied is rewritten: what a range failed on has passed. */
    public void swept() {
        succeeded(ApplyRoutes.APPLY);
    }

    /** Notes a success. */
    void succeeded(String route) {
        Fault ended = faults.remove(route);
        if (ended != null) {
            LOG.info("{}: works again", ended.route());
        }
    }

    /** The fault that has lasted longest, if there is one. */
    public Optional<Fault> worst() {
        return worst(Set.of());
    }

    /** The same, but for those of some routes. */
    Optional<Fault> worst(Set<String> but) {
        return faults.values().stream()
                .filter(fault -> !but.contains(fault.route()))
                .max(Comparator.comparing(Fault::lasted));
    }
}
