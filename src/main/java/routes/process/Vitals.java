package routes.process;

import java.time.Clock;
import java.time.Duration;
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
import routes.fault.Addresses;
import routes.fault.DatabaseFaults;
import routes.fault.S3Faults;
import routes.fault.Server;

/**
 * Knows what is at fault at the moment: a fault begins with the first failure of a route and ends with its next success. {@link Outages} tells
 * of what they have in common.
 */
public final class Vitals implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(Vitals.class);

    private final LongSupplier nanos;
    private final Outages outages;
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();

    /**
     * What a route fails on.
     *
     * @param lasted how long it is known to last, by a clock that nobody sets: a route that has had nothing to do since its last failure
     *     has not failed since
     */
    public record Fault(String route, String message, Duration lasted, long began) {}

    public Vitals(Clock clock) {
        this(clock, System::nanoTime);
    }

    /**
     * @param nanos a clock that nobody sets
     */
    Vitals(Clock clock, LongSupplier nanos) {
        this(Addresses.unknown(), clock, nanos);
    }

    /**
     * @param addresses where the servers are
     * @param nanos a clock that nobody sets
     */
    Vitals(Addresses addresses, Clock clock, LongSupplier nanos) {
        this.nanos = nanos;
        this.outages = new Outages(addresses, clock, nanos);
    }

    /** Notes the failure of an exchange; called before each redelivery, and when there is none. */
    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Throwable.class);
        failed(exchange.getFromRouteId(), cause);
    }

    /** Notes a failure. */
    public void failed(String route, Throwable cause) {
        String message = said(cause);
        faults.compute(route, (key, known) -> {
            long began = known == null ? nanos.getAsLong() : known.began();
            return new Fault(route, message, Duration.ofNanos(nanos.getAsLong() - began), began);
        });
        outages.failed(route, cause, message);
        LOG.debug("{}", route, cause);
    }

    /**
     * What there is to say, in one line: the SDK's counting of its attempts, the number of a connection, and a full stop that nothing follows,
     * say nothing; nor does the class of what a server's client says in words.
     */
    private static String said(Throwable cause) {
        String words = MaskedUri.inText(S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(cause)))
                .replaceAll("Request attempt \\d+ failure: | \\(SDK Attempt Count: \\d+\\)", "")
                .replaceFirst("\\.$", "");
        return Server.of(cause).isEmpty()
                ? words
                : DatabaseFaults.withoutConnection(words.replaceAll("(^|: )\\w+Exception: (?=\\S+ )", "$1"));
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
        if (faults.remove(route) != null) {
            outages.succeeded(route);
        }
    }

    /** What is out of order, and has been for longest. */
    Optional<Outage> outage() {
        return outages.worst();
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
