package routes.run;

import java.util.function.BiConsumer;
import org.apache.camel.main.Main;
import org.springframework.data.redis.serializer.StringRedisSerializer;
import routes.apply.ApplyBeans;
import routes.apply.ApplyRoutes;
import routes.apply.ApplySettings;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.copy.CopyBeans;
import routes.copy.CopyRoutes;
import routes.copy.CopySettings;
import routes.finish.FinishBeans;
import routes.finish.FinishRoutes;
import routes.finish.FinishSettings;
import routes.ledger.Columns;
import routes.process.ErrorHandling;
import routes.process.ProcessBeans;
import routes.process.ProcessName;
import routes.process.ProcessRoutes;
import routes.process.ProcessSettings;
import routes.queue.QueueBeans;
import routes.queue.QueueRoutes;
import routes.queue.QueueSettings;
import routes.resync.DeltaPasses;
import routes.resync.ResyncBeans;
import routes.resync.ResyncSettings;
import routes.scan.ScanBeans;
import routes.scan.ScanRoutes;
import routes.scan.ScanSettings;
import routes.status.CensusRoutes;
import routes.status.Meters;
import routes.status.StatusBeans;
import routes.status.StatusSettings;

/** The stages that a role runs: each with its beans, then its routes. */
public final class Stages implements AutoCloseable {

    private final ProcessName name;
    private final Role role;
    private final Connections connections;
    private final Columns columns;
    private final QueueBeans queue;
    private final ScanBeans scan;
    private final CopyBeans copy;
    private final ApplyBeans apply;
    private final StatusBeans status;
    private final ProcessBeans process;
    private final Settings settings;

    /**
     * @param name of this process
     * @throws routes.config.ConfigurationException when a setting of a stage cannot be used
     */
    public Stages(
            ProcessName name,
            Role role,
            Settings settings,
            Connections connections,
            Columns columns,
            Meters meters,
            Main main) {
        QueueSettings queueSettings = QueueSettings.of(settings);
        this.name = name;
        this.role = role;
        this.settings = settings;
        this.connections = connections;
        this.columns = columns;
        this.queue = new QueueBeans(queueSettings, connections.redis());
        this.scan = new ScanBeans(ScanSettings.of(settings), columns, connections.table(), queue.queue());
        this.copy = new CopyBeans(
                CopySettings.of(settings),
                columns,
                connections.s3()::takes,
                connections.s3()::honoursConditions,
                queue.conditions());
        this.apply = new ApplyBeans(
                ApplySettings.of(settings),
                columns,
                connections.table(),
                queue.cutOver(),
                connections.throttler()::nanos);
        this.status = new StatusBeans(
                StatusSettings.of(settings),
                queueSettings,
                connections.redis(),
                columns,
                connections.table(),
                connections.throttler()::nanos,
                queue.queue(),
                meters);
        this.process = new ProcessBeans(
                name,
                ProcessSettings.of(settings),
                role,
                status,
                apply.appliers(),
                copy.executor(),
                queue.queue(),
                connections.pace(),
                connections.throttler(),
                main::getCamelContext);
    }

    public QueueBeans queue() {
        return queue;
    }

    public CopyBeans copy() {
        return copy;
    }

    public ApplyBeans apply() {
        return apply;
    }

    public StatusBeans status() {
        return status;
    }

    public ProcessBeans process() {
        return process;
    }

    /** Adds the stages of the role. */
    public void configure(Main main) {
        main.addOverrideProperty("process.id", name.id());
        bindConnections(main::bind);
        queue.bind(main::bind);
        process.bind(main::bind);
        main.configure().addRoutesBuilder(new ErrorHandling());
        main.configure().addRoutesBuilder(new ProcessRoutes());
        if (role.produces()) {
            produce(main);
        }
        if (role.consumes()) {
            consume(main);
        }
    }

    /** Begins a producer's run. */
    void begin() {
        scan.begin();
        status.processes().begun();
        status.census().begin();
    }

    @Override
    public void close() {
        scan.close();
        copy.close();
        apply.close();
    }

    private void bindConnections(BiConsumer<String, Object> registry) {
        registry.accept("dataSource", connections.database());
        registry.accept("redis", connections.redis());
        registry.accept("redisConnections", connections.redisConnections());
        registry.accept("redisText", StringRedisSerializer.UTF_8);
        registry.accept("s3Client", connections.s3());
        registry.accept("ecsClient", connections.ecs());
    }

    private void produce(Main main) {
        scan.bind(main::bind);
        apply.bind(main::bind);
        status.bindProducer(main::bind);
        queue.bindProducer(columns, main::bind);
        new FinishBeans(
                        FinishSettings.of(settings),
                        columns,
                        connections.table(),
                        queue,
                        apply,
                        scan.scanner(),
                        deltaPasses(),
                        status.processes(),
                        process.lifecycle(),
                        connections.throttler().clock(),
                        main::getCamelContext)
                .bind(main::bind);
        main.configure().addRoutesBuilder(new ScanRoutes());
        main.configure().addRoutesBuilder(new QueueRoutes());
        main.configure().addRoutesBuilder(new ApplyRoutes());
        main.configure().addRoutesBuilder(new CensusRoutes());
        main.configure().addRoutesBuilder(new FinishRoutes());
    }

    private DeltaPasses deltaPasses() {
        ResyncBeans resync = new ResyncBeans(
                ResyncSettings.of(settings),
                columns,
                connections.database(),
                connections.table(),
                connections.s3(),
                copy.requests(),
                connections.throttler().clock());
        return resync.passes(copy.executor(), process.control()::isRunning);
    }

    private void consume(Main main) {
        copy.bind(main::bind);
        status.bindConsumer(main::bind);
        main.configure().addRoutesBuilder(new CopyRoutes());
    }
}
