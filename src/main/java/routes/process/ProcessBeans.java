package routes.process;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;
import routes.apply.Appliers;
import routes.config.ExitCode;
import routes.config.Role;
import routes.pace.Pace;
import routes.queue.JobQueue;
import routes.status.ProcessRegistry;
import routes.status.Status;
import routes.status.StatusBeans;
import routes.throttle.Throttler;

/** The beans that {@link ProcessRoutes} and {@link ErrorHandling} name. */
public final class ProcessBeans {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessBeans.class);

    private final ProcessSettings settings;
    private final Vitals vitals;
    private final Lifecycle lifecycle;
    private final Control control;
    private final Heartbeat heartbeat;
    private final Pacing pacing;
    private final Role role;
    private final ProcessRegistry processes;

    public ProcessBeans(
            ProcessName name,
            ProcessSettings settings,
            Role role,
            StatusBeans status,
            Appliers applier,
            ThreadPoolExecutor copies,
            JobQueue queue,
            Pace pace,
            Throttler throttler,
            Supplier<CamelContext> camel) {
        this.settings = settings;
        this.role = role;
        this.processes = status.processes();
        // what waits for the database to recover has not stalled
        this.vitals = new Vitals(settings.addresses(), Clock.systemUTC(), throttler::nanos);
        this.lifecycle = new Lifecycle(
                vitals,
                () -> queue.enqueuedRows()
                        + status.jobLog().copied()
                        + status.jobLog().failed()
                        + applier.applied(),
                settings.stallTimeout(),
                throttler::nanos);
        this.control = new Control(camel, lifecycle);
        this.heartbeat = new Heartbeat(
                name,
                role,
                status.processes(),
                camel,
                control,
                lifecycle,
                vitals,
                status.jobLog(),
                applier,
                copies,
                pace,
                throttler,
                queue::enqueuedRows,
                Clock.systemUTC());
        this.pacing = new Pacing(pace, queue, status.processes(), vitals, name.id(), settings.mostRequests());
    }

    /** How long this process has failed on something. */
    public Duration failing() {
        return vitals.outage()
                .map(outage -> Duration.between(outage.since, Instant.now()))
                .orElse(Duration.ZERO);
    }

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    public Control control() {
        return control;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("heartbeat", heartbeat);
        registry.accept("control", control);
        registry.accept("pacing", pacing);
        registry.accept("lifecycle", lifecycle);
        registry.accept("vitals", vitals);
        ErrorHandling.bindPolicies(settings, registry);
    }

    /** Tells the other processes that this one is about to end, and why, if the run has not reached its end. */
    public void ending() {
        try {
            heartbeat.beat();
            if (role.produces() && lifecycle.exitCode() == ExitCode.FAILED) {
                processes.ended(new Status.Ending(
                        Instant.now(), ExitCode.FAILED, lifecycle.why().orElse(null)));
            }
        } catch (JedisException e) {
            LOG.debug("the end cannot be told", e);
        }
    }

    /** Tells the other processes that this one has ended; that it has is known soon anyway. */
    public void leave() {
        try {
            heartbeat.leave();
        } catch (JedisException e) {
            LOG.debug("the end cannot be told", e);
        }
    }
}
