package routes.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import routes.apply.Appliers;
import routes.apply.ApplyRoutes;
import routes.config.Role;
import routes.copy.CopyRoutes;
import routes.pace.Pace;
import routes.status.Census;
import routes.status.JobLog;
import routes.status.ProcessRegistry;
import routes.status.ProcessStatus;
import routes.status.Trouble;
import routes.throttle.Throttler;

/** Tells the other processes and the operator, every second, that this process is alive and what it does. */
public final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private static final Duration RATED = Duration.ofSeconds(10);
    private static final Duration REFUSED = Duration.ofMinutes(1);

    private final Role role;
    private final ProcessRegistry registry;
    private final Supplier<CamelContext> context;
    private final Control control;
    private final Lifecycle lifecycle;
    private final Vitals vitals;
    private final JobLog jobs;
    private final Appliers applier;
    private final ThreadPoolExecutor copies;
    private final Pace pace;
    private final Throttler throttler;
    private final Clock clock;
    private final ProcessName name;
    private final Instant startedAt;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final LongSupplier found;
    private Census.Counters told = Census.Counters.NONE;
    private long foundBefore;
    private Instant moved;
    private boolean left;

    /** The counters at one time, and how often S3 had refused and how long requests had waited by then. */
    private record Sample(Instant at, Census.Counters counters, long refusals, Duration waited) {}

    /**
     * @param found rows that this process has found so far
     */
    public Heartbeat(
            ProcessName name,
            Role role,
            ProcessRegistry registry,
            Supplier<CamelContext> context,
            Control control,
            Lifecycle lifecycle,
            Vitals vitals,
            JobLog jobs,
            Appliers applier,
            ThreadPoolExecutor copies,
            Pace pace,
            Throttler throttler,
            LongSupplier found,
            Clock clock) {
        this.name = name;
        this.role = role;
        this.registry = registry;
        this.context = context;
        this.control = control;
        this.lifecycle = lifecycle;
        this.vitals = vitals;
        this.jobs = jobs;
        this.applier = applier;
        this.copies = copies;
        this.pace = pace;
        this.throttler = throttler;
        this.found = found;
        this.clock = clock;
        this.startedAt = clock.instant();
        this.samples.add(new Sample(startedAt, Census.Counters.NONE, 0, Duration.ZERO));
    }

    /** Tells once. */
    public synchronized void beat() {
        if (left) {
            return;
        }
        Census.Counters now = new Census.Counters(jobs.copied(), jobs.failed(), applier.applied());
        registry.beat(status(now), now.since(told));
        told = now;
    }

    /** Tells at once what somebody may wait for; what this fails on, the next beat does. */
    public void hurry() {
        try {
            beat();
        } catch (JedisException e) {
            LOG.debug("what is done is told a second later", e);
        }
    }

    /** Tells that this process has ended. */
    public synchronized void leave() {
        left = true;
        registry.leave(name.id());
    }

    private ProcessStatus status(Census.Counters now) {
        Instant at = clock.instant();
        Pace.Snapshot pacing = pace.snapshot();
        notice(now, at);
        samples.addLast(new Sample(at, now, pacing.refusals(), pacing.waited()));
        while (samples.size() > 2 && age(samples.peekFirst(), at).compareTo(REFUSED) > 0) {
            samples.removeFirst();
        }
        Sample first = samples.stream()
                .filter(sample -> age(sample, at).compareTo(RATED) <= 0)
                .findFirst()
                .orElseThrow();
        double seconds = Math.max(1, age(first, at).toMillis() / 1000.0);
        Census.Counters recent = now.since(first.counters());
        int jobsInFlight = context.get().getInflightRepository().size(CopyRoutes.TAKE);
        int rangesInFlight = context.get().getInflightRepository().size(ApplyRoutes.APPLY);
        return new ProcessStatus(
                name.id(),
                role.name().toLowerCase(Locale.ROOT),
                name.host(),
                state(jobsInFlight + rangesInFlight + copies.getActiveCount()),
                startedAt,
                at,
                jobsInFlight,
                copies.getActiveCount(),
                now.copied(),
                now.failed(),
                now.applied(),
                recent.copied() / seconds,
                recent.failed() / seconds,
                recent.applied() / seconds,
                vitals.worst()
                        .map(fault -> fault.route() + ": " + fault.message())
                        .orElse(null),
                ProcessStatus.Pacing.of(
                        pacing,
                        pacing.refusals() - samples.peekFirst().refusals(),
                        pacing.waited().minus(first.waited()).toMillis()
                                / 1000.0
                                / seconds
                                / Math.max(1, copies.getActiveCount())),
                role.produces() && throttler.isWatching() ? throttler.snapshot() : null,
                vitals.outage().map(outage -> trouble(outage, at)).orElse(null),
                moved);
    }

    /** Whether a row was moved since the last time. */
    private void notice(Census.Counters now, Instant at) {
        long rows = found.getAsLong();
        if (!now.equals(samples.peekLast().counters()) || rows != foundBefore) {
            moved = at;
        }
        foundBefore = rows;
    }

    private Trouble trouble(Outage outage, Instant at) {
        return new Trouble(
                outage.kind,
                outage.server,
                outage.since,
                outage.said,
                lifecycle
                        .leftToGiveUp()
                        .map(left -> at.plus(left).truncatedTo(ChronoUnit.SECONDS))
                        .orElse(null));
    }

    private static Duration age(Sample sample, Instant at) {
        return Duration.between(sample.at(), at);
    }

    private ProcessStatus.State state(int inFlight) {
        if (lifecycle.hasEnded()) {
            return ProcessStatus.State.ENDING;
        }
        if (!control.isKnown()) {
            return ProcessStatus.State.STARTING;
        }
        if (!control.isPaused()) {
            return ProcessStatus.State.RUNNING;
        }
        return inFlight == 0 ? ProcessStatus.State.PAUSED : ProcessStatus.State.PAUSING;
    }
}
