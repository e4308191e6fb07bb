package routes.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.util.InetAddressUtil;
import routes.apply.Appliers;
import routes.apply.ApplyRoutes;
import routes.config.Role;
import routes.copy.CopyRoutes;
import routes.pace.Pace;
import routes.status.Census;
import routes.status.JobLog;
import routes.status.ProcessRegistry;
import routes.status.ProcessStatus;
import routes.throttle.Throttler;

/** Tells the other processes and the operator, every second, that this process is alive and what it does. */
public final class Heartbeat {

    private static final Duration RATED = Duration.ofMinutes(1);

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
    private final String host = InetAddressUtil.getLocalHostNameSafe();
    private final String id = host + "-" + ProcessHandle.current().pid() + "-"
            + UUID.randomUUID().toString().substring(0, 4);
    private final Instant startedAt;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private Census.Counters told = Census.Counters.NONE;
    private boolean left;

    /** The counters at one time. */
    private record Sample(Instant at, Census.Counters counters) {}

    public Heartbeat(
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
            Clock clock) {
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
        this.clock = clock;
        this.startedAt = clock.instant();
        this.samples.add(new Sample(startedAt, Census.Counters.NONE));
    }

    /** Names this process. */
    String id() {
        return id;
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

    /** Tells that this process has ended. */
    public synchronized void leave() {
        left = true;
        registry.leave(id);
    }

    private ProcessStatus status(Census.Counters now) {
        Instant at = clock.instant();
        samples.addLast(new Sample(at, now));
        while (samples.size() > 2
                && Duration.between(samples.peekFirst().at(), at).compareTo(RATED) > 0) {
            samples.removeFirst();
        }
        Sample first = samples.peekFirst();
        double seconds = Math.max(1, Duration.between(first.at(), at).toMillis() / 1000.0);
        Census.Counters recent = now.since(first.counters());
        int jobsInFlight = context.get().getInflightRepository().size(CopyRoutes.TAKE);
        int rangesInFlight = context.get().getInflightRepository().size(ApplyRoutes.APPLY);
        return new ProcessStatus(
                id,
                role.name().toLowerCase(Locale.ROOT),
                host,
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
                ProcessStatus.Pacing.of(pace.snapshot()),
                role.produces() && throttler.isWatching() ? throttler.snapshot() : null);
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
