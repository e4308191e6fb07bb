package routes.throttle;

import static net.logstash.logback.argument.StructuredArguments.value;

import io.vertx.core.net.HostAndPort;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/**
 * Pauses work with the table while the production database suffers: while a replica lags or too many of the primary's threads are at work.
 * Whoever works with the table takes its connections through {@link ThrottledDataSource}, and so waits here before each statement or
 * transaction, with nothing held. Without limits, and before {@link #start}, nobody waits.
 */
public final class Throttler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Throttler.class);

    private final Duration poll;
    private final List<Watch> watches;
    private final Map<Watch, Finding> findings = new ConcurrentHashMap<>();
    private final WorkClock clock = new WorkClock();
    private ScheduledExecutorService timer;
    private Consumer<String> onCritical = words -> {};
    private volatile String reason;
    private volatile Instant since;
    private volatile String critical;
    private boolean ending;

    /**
     * @param replica connections to a replica
     * @param primary connections to the primary, which nothing else takes
     */
    public Throttler(
            ThrottleSettings settings, Function<HostAndPort, DataSource> replica, Supplier<DataSource> primary) {
        this(settings.poll(), watches(settings, replica, primary));
    }

    Throttler(Duration poll, List<Watch> watches) {
        this.poll = poll;
        this.watches = List.copyOf(watches);
    }

    private static List<Watch> watches(
            ThrottleSettings settings, Function<HostAndPort, DataSource> replica, Supplier<DataSource> primary) {
        List<Watch> watches = new ArrayList<>();
        settings.replicas()
                .forEach(address -> watches.add(new ReplicaWatch(
                        address.toString(), new Replica(replica.apply(address)), settings, System::nanoTime)));
        if (settings.watchesThreads()) {
            watches.add(new LoadWatch(primary.get(), settings));
        }
        return watches;
    }

    /**
     * Asks every server once, and goes on asking; only the first call counts.
     *
     * @param whenCritical gets the line that says why, once, when the process is to end
     */
    public synchronized void start(Consumer<String> whenCritical) {
        if (timer != null || watches.isEmpty()) {
            return;
        }
        onCritical = whenCritical;
        timer = Executors.newScheduledThreadPool(
                watches.size(), new CamelThreadFactory("#name#-#counter#", "throttle", true));
        watches.forEach(this::look);
        watches.forEach(watch -> {
            var unused = timer.scheduleWithFixedDelay(
                    () -> look(watch), poll.toMillis(), poll.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    /**
     * Waits while work with the table is paused.
     *
     * @throws WorkEndedException when there is nothing to wait for: the process ends
     */
    public void await() {
        if (reason == null && critical == null) {
            return;
        }
        synchronized (this) {
            try {
                while (reason != null && critical == null && !ending) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new WorkEndedException("interrupted while work with the table was paused");
            }
            if (critical != null) {
                throw new WorkEndedException(critical);
            }
            if (reason != null) {
                throw new WorkEndedException("the process ends while work with the table is paused: " + reason);
            }
        }
    }

    /** The process is told to end: nobody waits any more. */
    public synchronized void end() {
        ending = true;
        notifyAll();
    }

    /** Whether anything is watched. */
    public boolean isWatching() {
        return !watches.isEmpty();
    }

    /** The replicas that are watched. */
    public List<String> replicas() {
        return watches.stream().map(Watch::name).filter(name -> !name.isEmpty()).toList();
    }

    /** How the servers are. */
    public synchronized Throttled snapshot() {
        Map<String, Double> lags = new TreeMap<>();
        Integer threads = null;
        for (Watch watch : watches) {
            Optional<Double> known =
                    findings.getOrDefault(watch, Finding.NOTHING).value();
            if (known.isPresent() && watch.name().isEmpty()) {
                threads = known.get().intValue();
            } else {
                known.ifPresent(lag -> lags.put(watch.name(), lag));
            }
        }
        return new Throttled(reason, since, lags, threads);
    }

    /** A clock that nobody sets, and that stands while work with the table is paused, in nanoseconds. */
    public long nanos() {
        return clock.nanos();
    }

    /** The time of day less the time for which work with the table was paused: to measure how long it takes. */
    public Clock clock() {
        return clock;
    }

    @Override
    public synchronized void close() {
        end();
        if (timer != null) {
            timer.shutdownNow();
        }
    }

    private void look(Watch watch) {
        try {
            findings.put(watch, watch.look());
            judge();
        } catch (RuntimeException e) {
            LOG.debug("{} cannot be looked at", watch.name(), e);
        }
    }

    private void judge() {
        List<Finding> all = watches.stream()
                .map(watch -> findings.getOrDefault(watch, Finding.NOTHING))
                .toList();
        Optional<String> tooMuch =
                all.stream().map(Finding::tooMuch).flatMap(Optional::stream).reduce((one, other) -> one + "; " + other);
        Optional<String> tooBad =
                all.stream().map(Finding::critical).flatMap(Optional::stream).findFirst();
        if (become(tooMuch.orElse(null), tooBad.orElse(null))) {
            onCritical.accept(critical);
        }
    }

    /** Whether it has become critical just now. */
    private synchronized boolean become(String words, String last) {
        if (ending) {
            return false;
        }
        if (words != null && !Objects.equals(kind(words), kind(reason))) {
            Event.THROTTLED.warn(LOG, "work with the table pauses: {}", words);
        }
        if (words != null && reason == null) {
            since = Instant.now();
            clock.stop();
        } else if (words == null && reason != null) {
            long millis = clock.go().toMillis();
            since = null;
            Event.RESUMED.info(LOG, "work with the table goes on after {} s", value("seconds", millis / 1000.0));
        }
        reason = words;
        boolean now = last != null && critical == null;
        critical = critical == null ? last : critical;
        notifyAll();
        return now;
    }

    /** A reason without what differs from one time to the next. */
    private static String kind(String words) {
        return words == null ? null : words.replaceAll("\\d+ s", "").replaceAll("is \\d+,", "");
    }
}
