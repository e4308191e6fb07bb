package routes.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.Environment;
import routes.config.Settings;

/**
 * The environment of {@code mvn camel:run}: MariaDB, Redis, S3 and ECS servers of its own, with a sample to migrate.
 *
 * <p>Its settings and their defaults are those of {@code development.properties}.
 */
public final class EmbeddedEnvironment implements Environment {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedEnvironment.class);

    private static final String SOURCE_BUCKET = "legacy-images";
    private static final String TARGET_BUCKET = "new-images";
    private static final String CLUSTER = "s3Mig_cluster";
    private static final String CONSUMER = "s3Mig_consumer_service";
    private static final String PRODUCER = "s3Mig_producer_service";
    private static final int CONSUMERS = 4;
    private final Thread hook = new Thread(this::closeAtExit, "embedded-environment-exit");
    private Workspace workspace;
    private EmbeddedMariaDb mariaDb;
    private EmbeddedRedis redis;
    private EmbeddedS3 s3;
    private EmbeddedEcs ecs;
    private Path file;
    private volatile Duration grace = Duration.ZERO;
    private volatile Optional<Thread> user = Optional.empty();
    private final CountDownLatch told = new CountDownLatch(1);

    @Override
    public Map<String, String> start(Map<String, String> settings) throws Exception {
        SampleData sample = SampleData.withMissing(
                (int) number(settings, "sample.rows", 10_000, Integer.MAX_VALUE),
                number(settings, "sample.seed", 1, Long.MAX_VALUE),
                (int) number(settings, "sample.missing.percent", 0, 100));
        EmbeddedS3.Backend backend = backend(settings);
        grace = Duration.ofSeconds(number(settings, "embedded.grace.seconds", 40, 3600));
        Path directory = Path.of(setting(settings, "embedded.directory", "target/embedded"));
        open(directory);
        mariaDb = new EmbeddedMariaDb(workspace, "s3mig", "s3mig");
        String redisPassword = Secrets.generate();
        redis = new EmbeddedRedis(workspace, redisPassword, port -> List.of());
        s3 = new EmbeddedS3(workspace, backend).honourConditions();
        ecs = new EmbeddedEcs();
        try {
            ServerStarts.inParallel(
                    () -> {
                        mariaDb.start();
                        try (Connection connection = mariaDb.adminDataSource().getConnection()) {
                            sample.createTable(connection);
                            sample.insertRows(connection);
                        }
                        return "MariaDB " + EmbeddedMariaDb.VERSION + " with " + sample.rows() + " rows at "
                                + mariaDb.url();
                    },
                    () -> {
                        redis.start();
                        return "Redis " + EmbeddedRedis.VERSION + " at " + redis.host() + ":" + redis.port();
                    },
                    () -> {
                        s3.start();
                        s3.createBucket(SOURCE_BUCKET);
                        s3.createBucket(TARGET_BUCKET);
                        sample.storeObjects(s3, SOURCE_BUCKET, TARGET_BUCKET);
                        return (sample.rows() == 0 ? "S3" : "S3 with the objects of the rows") + " at " + s3.endpoint();
                    },
                    () -> {
                        ecs.addService(CLUSTER, CONSUMER, CONSUMERS);
                        ecs.addService(CLUSTER, PRODUCER, 1);
                        ecs.start();
                        return "ECS stub with two services at " + ecs.endpoint();
                    });
        } catch (Exception | Error e) {
            close();
            throw e;
        }
        user = Optional.of(Thread.currentThread());
        Map<String, String> found = settingsOf(
                redisPassword, !setting(settings, "migration.tables", "").isEmpty());
        if (setting(settings, "demo", "plain").equals("faults")) {
            found.putAll(DemoFaults.SETTINGS);
        }
        file = directory.resolveSibling(directory.getFileName() + ".properties");
        DemoSettings.write(found, file);
        return found;
    }

    @Override
    public int show(Settings settings, Callable<Integer> migration) throws Exception {
        return show(settings, migration, System.out);
    }

    int show(Settings settings, Callable<Integer> migration, PrintStream out) throws Exception {
        return new Demo(workspace, mariaDb, redis, s3, told).show(settings, file, migration, out);
    }

    /** The ECS stub, for what it has recorded. */
    public EmbeddedEcs ecs() {
        return ecs;
    }

    /** The S3 server, for a look at its objects. */
    public EmbeddedS3 s3() {
        return s3;
    }

    @Override
    public synchronized void close() {
        if (workspace == null) {
            return;
        }
        try {
            if (ecs != null) {
                ecs.close();
            }
            if (s3 != null) {
                s3.close();
            }
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("The S3 server did not stop: {}", e.getMessage());
        } finally {
            workspace.close();
            workspace = null;
            removeHook();
        }
    }

    private synchronized void open(Path directory) throws IOException {
        if (workspace != null) {
            throw new IllegalStateException("started already");
        }
        workspace = Workspace.open(directory);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook finds nothing left to do
        }
    }

    /**
     * Closes at the end of the JVM. At a signal the migration finishes what it has in flight, and needs the servers for it; so the thread
     * that started them is waited for, unless it is the one that ends the JVM.
     */
    private void closeAtExit() {
        told.countDown();
        Optional<Thread> waitFor = user.filter(thread -> !isExiting(thread));
        if (waitFor.isPresent()) {
            try {
                waitFor.get().join(grace.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        close();
    }

    private static boolean isExiting(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
    }

    private Map<String, String> settingsOf(String redisPassword, boolean listsColumns) {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("database.host", mariaDb.host());
        found.put("database.port", Integer.toString(mariaDb.port()));
        found.put("database.name", mariaDb.database());
        found.put("db.user", mariaDb.user());
        found.put("db.password", mariaDb.password());
        if (!listsColumns) {
            found.put("database.table.to.update", SampleData.TABLE);
            found.put("table.column.name.to.update", SampleData.PATH_COLUMN);
        }
        found.put("temp.table.for.update", SampleData.TABLE + "Ledger");
        found.put("redis.host", redis.host());
        found.put("redis.password", redisPassword);
        found.put("redis.port", Integer.toString(redis.port()));
        found.put("source.s3.bucket", SOURCE_BUCKET);
        found.put("target.s3.bucket", TARGET_BUCKET);
        found.put("legacy.s3.object.prefix", SampleData.SOURCE_PREFIX.replace("/", ""));
        found.put("target.object.prefix", SampleData.TARGET_PREFIX);
        found.put("aws.region", s3.region());
        found.put("aws.endpoint.url.s3", s3.endpoint().toString());
        found.put("aws.endpoint.url.ecs", ecs.endpoint().toString());
        found.put("aws.access.key.id", s3.accessKey());
        found.put("aws.secret.access.key", s3.secretKey());
        found.put("report.uri", "file:target/reports");
        found.put("cluster.name", CLUSTER);
        found.put("consumer.service.name", CONSUMER);
        found.put("producer.service.name", PRODUCER);
        found.put("consumer.task.count", Integer.toString(CONSUMERS));
        return found;
    }

    private static EmbeddedS3.Backend backend(Map<String, String> settings) {
        String value = setting(settings, "embedded.s3", "transient");
        return switch (value) {
            case "transient" -> EmbeddedS3.Backend.TRANSIENT;
            case "filesystem" -> EmbeddedS3.Backend.FILESYSTEM;
            default ->
                throw new IllegalArgumentException("embedded.s3: transient or filesystem expected, not " + value);
        };
    }

    private static long number(Map<String, String> settings, String key, long byDefault, long most) {
        String value = setting(settings, key, Long.toString(byDefault));
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(key + ": a number from 0 to " + most + " expected, not " + value);
    }

    private static String setting(Map<String, String> settings, String key, String byDefault) {
        String value = settings.get(key);
        return value == null || value.isBlank() ? byDefault : value.strip();
    }
}
