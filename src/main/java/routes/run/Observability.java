package routes.run;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.connect.Connections;
import routes.ledger.Failures;
import routes.ledger.Retries;
import routes.redisstream.RedisStreamConsumer;
import routes.redisstream.RedisStreamStatistics;
import routes.status.Access;
import routes.status.Controls;
import routes.status.Guard;
import routes.status.Listeners;
import routes.status.LiveUpdates;
import routes.status.Meters;
import routes.status.MigrationGauges;
import routes.status.NewestFailures;
import routes.status.Reachability;
import routes.status.SettingsView;
import routes.status.Status;
import routes.status.StatusBoard;
import routes.status.StatusErrorHandling;
import routes.status.StatusReader;
import routes.status.StatusRoutes;
import routes.status.WebFiles;
import routes.table.Sql;
import routes.table.TableSchema;
import software.amazon.awssdk.services.s3.S3Client;

/** What lets people and machines look into a process: health, metrics, and the status page where there is one. */
public final class Observability implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String TAKING = "consumer-take";
    private static final RedisStreamStatistics NOTHING = new RedisStreamStatistics(0, 0, 0, 0, 0, 0, null);

    private final Settings settings;
    private final Migration migration;
    private final Listeners listeners;
    private final Vertx vertx;
    private final Meters meters = new Meters();
    private LiveUpdates updates;
    private StatusBoard board;
    private final ExecutorService questions = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    public Observability(Role role, Settings settings, Migration migration) {
        this.settings = settings;
        this.migration = migration;
        this.listeners = Listeners.of(role, settings);
        this.vertx = vertx();
    }

    /** What counts. */
    public Meters meters() {
        return meters;
    }

    /** Has Camel show all of it. */
    public void configure(Main main, Beans beans, Connections connections, TableSchema schema) {
        listeners.configure(main.configure());
        main.bind("vertx", vertx);
        main.bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters.registry());
        ready(main, "database", () -> {
            try (var connection = connections.database().getConnection();
                    var statement = connection.createStatement()) {
                statement.setQueryTimeout((int) PATIENCE.toSeconds());
                statement.execute("SELECT 1");
            }
        });
        ready(main, "redis", () -> connections.redis().ping());
        ready(main, "source-bucket", () -> head(connections.s3(), migration.sourceBucket()));
        ready(main, "target-bucket", () -> head(connections.s3(), migration.targetBucket()));
        if (listeners.role().consumes()) {
            meters.bindConsumer(beans.copyExecutor, () -> statistics(main.getCamelContext()));
        }
        if (listeners.role().produces()) {
            meters.bindProducer(beans.queue, beans.applier);
            configurePage(main, beans, connections, schema);
        }
    }

    /** To be called when the process answers. */
    public void started(CamelContext camel) {
        if (board != null) {
            Router router = VertxPlatformHttpRouter.lookup(
                    camel,
                    VertxPlatformHttpRouter.getRouterNameFromPort(
                            listeners.status().getPort()));
            new Guard(settings.optional("status.hosts").stream()
                            .flatMap(hosts -> Arrays.stream(hosts.split("\\s*,\\s*")))
                            .toList())
                    .mount(router);
            updates.mount(router, "/api/events");
        }
        listeners.announce();
    }

    /** To be called before the process stops to answer. */
    void ending(int exitCode) {
        if (board != null) {
            board.end(exitCode);
        }
    }

    /** The latest snapshot of the migration; null before the first one, and for a role that makes none. */
    Status latest() {
        return board == null ? null : board.latest();
    }

    @Override
    public void close() {
        listeners.close();
        questions.shutdownNow();
        meters.close();
        vertx.close();
    }

    private void configurePage(Main main, Beans beans, Connections connections, TableSchema schema) {
        Sql statements = new Sql(schema);
        StatusReader reader = new StatusReader(
                settings, migration, connections.redis(), connections.database(), () -> schema, Clock.systemUTC());
        Access access = new Access(settings.text("status.token"));
        updates = new LiveUpdates(vertx);
        board = new StatusBoard(reader::read, updates);
        new MigrationGauges(board::latest).bindTo(meters.registry());
        main.bind("statusBoard", board);
        main.bind("webFiles", new WebFiles());
        main.bind("access", access);
        main.bind("settingsView", new SettingsView(settings, access.isPossible()));
        main.bind("controls", new Controls(beans.queue, new Retries(schema, statements, connections.database())));
        main.bind(
                "newestFailures",
                new NewestFailures(
                        schema,
                        statements,
                        connections.database(),
                        new Failures(schema, statements, connections.database()),
                        Clock.systemUTC()));
        main.configure().addRoutesBuilder(new StatusErrorHandling());
        main.configure().addRoutesBuilder(new StatusRoutes());
    }

    private void ready(Main main, String id, Reachability.Question question) {
        main.bind("ready-" + id, new Reachability(id, question, questions, PATIENCE));
    }

    private static void head(S3Client s3, String bucket) {
        s3.headBucket(
                request -> request.bucket(bucket).overrideConfiguration(override -> override.apiCallTimeout(PATIENCE)));
    }

    private static RedisStreamStatistics statistics(CamelContext camel) {
        return camel.getRoute(TAKING) != null
                        && camel.getRoute(TAKING).getConsumer() instanceof RedisStreamConsumer jobs
                ? jobs.getStatistics()
                : NOTHING;
    }

    /** One for both servers, with few threads, and with no files: the file system may be read-only. */
    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(8)
                .setInternalBlockingPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }
}
