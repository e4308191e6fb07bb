package routes;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.main.Main;
import routes.config.Migration;
import routes.config.Settings;
import routes.redisstream.RedisStreamConsumer;
import routes.redisstream.RedisStreamStatistics;
import routes.status.Listeners;
import routes.status.Meters;
import routes.status.Reachability;
import software.amazon.awssdk.services.s3.S3Client;

/** What lets people and machines look into a process: health, metrics, and the status page where there is one. */
final class Observability implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String TAKING = "consumer-take";
    private static final RedisStreamStatistics NOTHING = new RedisStreamStatistics(0, 0, 0, 0, 0, 0, null);

    private final Listeners listeners;
    private final Meters meters = new Meters();
    private final ExecutorService questions = Executors.newCachedThreadPool(runnable -> {
        Thread thread = new Thread(runnable, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    Observability(Role role, Settings settings) {
        this.listeners = Listeners.of(role, settings);
    }

    Meters meters() {
        return meters;
    }

    /** Has Camel show all of it. */
    void configure(Main main, Beans beans, Connections connections, Migration migration) {
        listeners.configure(main.configure());
        main.bind("vertx", vertx());
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
        }
    }

    /** To be called when the process answers. */
    void started() {
        listeners.announce();
    }

    @Override
    public void close() {
        questions.shutdownNow();
        meters.close();
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
