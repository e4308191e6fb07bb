package routes.status;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import routes.apply.Appliers;
import routes.copy.JobResult;
import routes.fault.Reason;
import routes.ledger.LedgerState;
import routes.ledger.Outcome;
import routes.pace.Pace;
import routes.queue.JobQueue;
import routes.redisstream.RedisStreamStatistics;

/**
 * The meters of a process, which a dashboard and alerts can name. Their names are Micrometer's, with dots; Prometheus shows
 * {@code migration.rows.queued} as {@code migration_rows_queued_total}.
 */
public final class Meters implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final CopyMeter copies;
    private final Map<Reason, Counter> objectsFailed = new EnumMap<>(Reason.class);
    private final Counter objectsCopied;
    private final Timer jobs;
    private final List<Object> sources = new ArrayList<>();

    /**
     * @param namespace of the migration, which every meter bears as a label
     */
    public Meters(String namespace) {
        registry.config().commonTags("namespace", namespace);
        copies = new CopyMeter(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
        objectsCopied = Counter.builder("migration.objects.copied")
                .description("Objects confirmed at their new key and recorded")
                .register(registry);
        for (Reason reason : Reason.values()) {
            objectsFailed.put(
                    reason,
                    Counter.builder("migration.objects.failed")
                            .description("Objects recorded as exceptions, by reason")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        jobs = Timer.builder("migration.job.duration")
                .description("Time from taking a job to recording its outcomes, waiting for faults included")
                .register(registry);
    }

    /** What Camel shows at its metrics path. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** What sees the requests to S3. */
    public CopyMeter copies() {
        return copies;
    }

    /** Counts the outcomes of a job that were recorded. */
    public void recorded(JobResult result) {
        objectsCopied.increment((double) result.outcomes().stream()
                .filter(outcome -> outcome.state() == LedgerState.COPIED)
                .map(Outcome::newPath)
                .distinct()
                .count());
        result.outcomes().stream()
                .filter(outcome -> outcome.reason() != null)
                .forEach(outcome -> objectsFailed.get(outcome.reason()).increment());
    }

    /** Counts a job of which nothing is left to do. */
    public void completed(Duration duration) {
        jobs.record(duration);
    }

    /** Adds what every process can tell of itself. */
    public void bindProcess(Supplier<Duration> failing) {
        Gauge.builder("migration.failing", kept(failing), some -> some.get().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("How long this process has failed on something; 0 when it does not")
                .register(registry);
    }

    /** Adds what a consumer can tell. */
    public void bindConsumer(ThreadPoolExecutor executor, Supplier<RedisStreamStatistics> stream, Pace pace) {
        bindPace(pace);
        Gauge.builder("migration.copies.in.flight", kept(executor), ThreadPoolExecutor::getActiveCount)
                .description("Copies under way in this process")
                .register(registry);
        Gauge.builder("migration.copy.concurrency", executor, ThreadPoolExecutor::getMaximumPoolSize)
                .description("Most copies that this process keeps under way")
                .register(registry);
        Gauge.builder("migration.jobs.in.flight", kept(stream), statistics -> statistics
                        .get()
                        .inFlight())
                .description("Jobs this process works on")
                .register(registry);
        streamed(
                "migration.jobs.delivered",
                "Jobs taken, redeliveries included",
                stream,
                RedisStreamStatistics::delivered);
        streamed("migration.jobs.acknowledged", "Jobs done and acknowledged", stream, RedisStreamStatistics::acked);
        streamed(
                "migration.jobs.failed",
                "Jobs that ended with a failure, to be delivered again",
                stream,
                RedisStreamStatistics::failed);
        streamed(
                "migration.jobs.redelivered",
                "Jobs taken over from consumers that had stopped",
                stream,
                RedisStreamStatistics::claimed);
        streamed(
                "migration.jobs.dead",
                "Jobs given up after too many deliveries",
                stream,
                RedisStreamStatistics::deadLettered);
    }

    private void bindPace(Pace pace) {
        Gauge.builder("migration.pace.rate", kept(pace), some -> some.snapshot().rate())
                .description("Requests to S3 a second that this process may send")
                .register(registry);
        Gauge.builder("migration.pace.limit", pace, some -> some.snapshot().limit())
                .description("Requests a second at which S3 begins to refuse this process; 0 while that is not known")
                .register(registry);
        Gauge.builder("migration.pace.blocked", pace, some -> some.snapshot()
                        .blocked()
                        .map(Duration::toSeconds)
                        .orElse(0L))
                .baseUnit("seconds")
                .description("How long S3 has refused every request; 0 when it does not")
                .register(registry);
        FunctionCounter.builder(
                        "migration.pace.waited",
                        pace,
                        some -> some.snapshot().waited().toMillis() / 1000.0)
                .baseUnit("seconds")
                .description("Time that requests have waited to be sent, all together")
                .register(registry);
    }

    /** Adds what a producer can tell of itself. */
    public void bindProducer(JobQueue queue, Appliers applier) {
        counter("migration.rows.scanned", "Rows found by the scan and queued", queue, JobQueue::enqueuedRows);
        counter("migration.jobs.queued", "Jobs added to the queue", queue, JobQueue::enqueuedJobs);
        counter("migration.rows.applied", "Rows rewritten to their new path", applier, Appliers::applied);
        FunctionTimer.builder(
                        "migration.apply.duration",
                        applier,
                        Appliers::transactions,
                        Appliers::nanoseconds,
                        java.util.concurrent.TimeUnit.NANOSECONDS)
                .description("Time of the transactions that rewrite rows")
                .register(registry);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void streamed(
            String name,
            String description,
            Supplier<RedisStreamStatistics> stream,
            ToLongFunction<RedisStreamStatistics> count) {
        counter(name, description, stream, source -> count.applyAsLong(source.get()));
    }

    private <T> void counter(String name, String description, T source, ToLongFunction<T> count) {
        FunctionCounter.builder(name, kept(source), s -> count.applyAsLong(s))
                .description(description)
                .register(registry);
    }

    /** Micrometer itself holds what it reads from weakly. */
    private <T> T kept(T source) {
        sources.add(source);
        return source;
    }
}
