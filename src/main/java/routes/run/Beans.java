package routes.run;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.component.aws2.ecs.ECS2Endpoint;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.serializer.StringRedisSerializer;
import redis.clients.jedis.exceptions.JedisException;
import routes.apply.Applier;
import routes.apply.RangeMerger;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.copy.CopyAttributes;
import routes.copy.CopyJudge;
import routes.copy.CopyRequests;
import routes.copy.CopyResults;
import routes.copy.CopyThreads;
import routes.copy.JobPlanner;
import routes.finish.Completion;
import routes.finish.Finish;
import routes.finish.Report;
import routes.finish.ServiceScaler;
import routes.ledger.Failures;
import routes.ledger.Ledger;
import routes.ledger.Retries;
import routes.process.Control;
import routes.process.Heartbeat;
import routes.process.Lifecycle;
import routes.process.Vitals;
import routes.queue.DeadLetters;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.scan.Scanner;
import routes.status.CensusTaker;
import routes.status.JobLog;
import routes.status.Meters;
import routes.status.ProcessRegistry;
import routes.status.Progress;
import routes.table.Sql;
import routes.table.TableSchema;

/** Makes the beans that the routes name, each with what it needs. */
public final class Beans {

    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);

    private final Settings settings;
    private final Migration migration;
    private final Connections connections;
    private final TableSchema schema;

    final Lifecycle lifecycle;
    final Vitals vitals = new Vitals(Clock.systemUTC());
    final Progress progress = new Progress();
    public final JobCodec codec = new JobCodec();
    final JobQueue queue;
    final Ledger ledger;
    final Applier applier;
    final CopyRequests copyRequests;
    public final ThreadPoolExecutor copyExecutor;
    public final ExecutorService applyExecutor;
    final ProcessRegistry processes;

    private final JobLog jobLog;
    private Heartbeat heartbeat;
    private Scanner scanner;

    private final Sql statements;

    public Beans(Settings settings, Migration migration, Connections connections, TableSchema schema, Meters meters) {
        this.settings = settings;
        this.migration = migration;
        this.connections = connections;
        this.schema = schema;
        this.jobLog = new JobLog(meters);
        this.statements = new Sql(schema);
        this.lifecycle = new Lifecycle(vitals, settings.duration("stall.timeout"));
        this.queue = new JobQueue(
                connections.redis(),
                codec,
                settings.required("redis.namespace"),
                settings.integer("max.queued.jobs", 1, 1_000_000));
        this.ledger = new Ledger(schema, statements, connections.database());
        this.applier =
                new Applier(schema, statements, connections.database(), settings.integer("apply.rows", 1, 1_000_000));
        this.copyRequests = new CopyRequests(migration, CopyAttributes.of(settings));
        this.copyExecutor = CopyThreads.pool(settings.integer("copy.concurrency", 1, 10_000));
        this.processes = new ProcessRegistry(connections.redis(), settings.required("redis.namespace"));
        this.applyExecutor = Executors.newFixedThreadPool(settings.integer("apply.threads", 1, 100));
    }

    /** Binds what every role needs. */
    void bind(Role role, Supplier<CamelContext> camel, BiConsumer<String, Object> registry) {
        Control control = new Control(camel, lifecycle);
        heartbeat = new Heartbeat(
                role, processes, camel, control, lifecycle, vitals, jobLog, applier, copyExecutor, Clock.systemUTC());
        registry.accept("heartbeat", heartbeat);
        registry.accept("dataSource", connections.database());
        registry.accept("redis", connections.redis());
        registry.accept("redisConnections", connections.redisConnections());
        registry.accept("redisText", StringRedisSerializer.UTF_8);
        registry.accept("s3Client", connections.s3());
        registry.accept("ecsClient", connections.ecs());
        registry.accept("control", control);
        registry.accept("lifecycle", lifecycle);
        registry.accept("vitals", vitals);
        registry.accept("jobCodec", codec);
        registry.accept("jobQueue", queue);
        registry.accept("ledger", ledger);
        registry.accept("never", policy(0));
        registry.accept("aFewTimes", policy(5));
        registry.accept("untilItWorks", policy(-1));
        registry.accept("untilThereIsRoom", waiting());
    }

    /** Binds what a producer needs. */
    void bindProducer(Supplier<CamelContext> camel, BiConsumer<String, Object> registry) {
        scanner = new Scanner(
                schema,
                statements,
                connections.database(),
                ledger,
                queue,
                settings.integer("scan.page.rows", 1, 1_000_000),
                settings.integer("job.rows", 1, 100_000));
        registry.accept("scanner", scanner);
        registry.accept("applier", applier);
        registry.accept("progress", progress);
        registry.accept("applyExecutor", applyExecutor);
        registry.accept("rangeMerger", new RangeMerger(settings.integer("apply.rows", 1, 1_000_000)));
        registry.accept(
                "completion",
                new Completion(
                        queue,
                        scanner,
                        applier,
                        new Retries(schema, statements, connections.database()),
                        settings.flag("follow") ? Optional.of(settings.duration("follow.interval")) : Optional.empty(),
                        Clock.systemUTC()));
        registry.accept("finish", new Finish(ledger, queue, lifecycle, processes, settings));
        registry.accept(
                "report",
                new Report(
                        migration,
                        new Failures(schema, statements, connections.database()),
                        settings.text("report.uri"),
                        Clock.systemUTC()));
        registry.accept(
                "census",
                new CensusTaker(
                        schema,
                        connections.database(),
                        processes,
                        queue,
                        settings.duration("status.count.interval"),
                        Clock.systemUTC()));
        registry.accept(
                "serviceScaler",
                new ServiceScaler(
                        () -> camel.get()
                                .getEndpoint(settings.text("endpoint.services"), ECS2Endpoint.class)
                                .getEcsClient(),
                        settings.text("cluster.name")));
        registry.accept("deadLetters", new DeadLetters(queue, codec, migration, schema.keyType(), ledger));
    }

    /** Begins a producer's run: after what an earlier run proved to be done, the table is looked through again. */
    void begin() {
        // a pass that found rows is followed by another anyway, once its jobs are done
        queue.scan().filter(ScanState::isProof).ifPresent(scanner::beginNextPass);
        processes.begun();
    }

    /** Binds what a consumer needs. */
    void bindConsumer(BiConsumer<String, Object> registry) {
        registry.accept("jobPlanner", new JobPlanner(schema, migration, ledger));
        registry.accept("copyRequests", copyRequests);
        registry.accept("copyResults", new CopyResults());
        registry.accept("copyJudge", new CopyJudge(settings.integer("copy.denied.percent", 0, 100)));
        registry.accept("copyExecutor", copyExecutor);
        registry.accept("jobLog", jobLog);
    }

    /** Tells the other processes that this one has ended; that it has is known soon anyway. */
    void leave() {
        try {
            heartbeat.leave();
        } catch (JedisException e) {
            LOG.debug("the end cannot be told", e);
        }
    }

    private RedeliveryPolicy policy(int redeliveries) {
        RedeliveryPolicy policy = quiet();
        policy.setMaximumRedeliveries(redeliveries);
        policy.setRedeliveryDelay(settings.duration("retry.delay").toMillis());
        policy.setMaximumRedeliveryDelay(settings.duration("retry.delay.max").toMillis());
        policy.setUseExponentialBackOff(true);
        return policy;
    }

    private static RedeliveryPolicy waiting() {
        RedeliveryPolicy policy = quiet();
        policy.setMaximumRedeliveries(-1);
        policy.setRedeliveryDelay(50);
        return policy;
    }

    /** Vitals tells of faults, once; a process that stops does not wait for them to pass. */
    private static RedeliveryPolicy quiet() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setAllowRedeliveryWhileStopping(false);
        policy.setRetryAttemptedLogLevel(LoggingLevel.DEBUG);
        policy.setRetriesExhaustedLogLevel(LoggingLevel.DEBUG);
        policy.setLogExhausted(false);
        policy.setLogStackTrace(false);
        return policy;
    }
}
