package routes.emulation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.apply.ApplySettings;
import routes.cli.WorkProgress;
import routes.config.Migration;
import routes.config.Settings;
import routes.connect.Connections;
import routes.queue.JobCodec;
import routes.table.Sql;

/** Makes the beans that the emulation routes name, on the same connections as the migration's. */
final class EmulationBeans implements AutoCloseable {

    private static final int MOST_ROWS = 1_000_000_000;
    /** Redis has 32 connections, of which a worker takes some. */
    private static final int MOST_THREADS = 24;

    private final Settings settings;
    private final Migration migration;
    private final Connections connections;
    private final WorkProgress progress = new WorkProgress();
    private final ExecutorService threads;

    EmulationBeans(Settings settings, Migration migration, Connections connections) {
        this.settings = settings;
        this.migration = migration;
        this.connections = connections;
        int size = settings.integer("sample.threads", 1, MOST_THREADS);
        // whoever finds no thread free does the work itself, so that no more than the threads can hold is ever read
        // ahead
        this.threads = new ThreadPoolExecutor(
                size, size, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), new ThreadPoolExecutor.CallerRunsPolicy());
    }

    void bind(BiConsumer<String, Object> registry) {
        JdbcTemplate jdbc = new JdbcTemplate(connections.database());
        JobCodec codec = new JobCodec();
        SamplePaths paths = new SamplePaths(
                migration.legacyPrefix(),
                settings.integer("sample.seed", 0, Integer.MAX_VALUE),
                settings.integer("sample.nesting", 0, 50),
                settings.integer("sample.odd.percent", 0, 100),
                settings.integer("sample.duplicate.percent", 0, 100),
                settings.integer("sample.outside.percent", 0, 100));
        SampleTable table = new SampleTable(
                migration,
                jdbc,
                paths,
                SampleForms.of(settings, migration.legacyPrefix()),
                settings.integer("sample.rows", 0, MOST_ROWS),
                settings.integer("sample.batch.rows", 1, 100_000));
        SampleQueue queue = new SampleQueue(connections.redis(), settings.required("redis.namespace"));
        registry.accept("dataSource", connections.database());
        registry.accept("redis", connections.redis());
        registry.accept("s3Client", connections.s3());
        registry.accept("ecsClient", connections.ecs());
        registry.accept("jobCodec", codec);
        registry.accept("threads", threads);
        registry.accept("progress", progress);
        registry.accept("confirmation", new Confirmation(settings.flag("emulate.yes")));
        registry.accept("sampleTable", table);
        registry.accept(
                "sampleObjects",
                new SampleObjects(
                        migration,
                        table,
                        settings.has("sample.objects") ? settings.integer("sample.objects", 0, MOST_ROWS) : MOST_ROWS,
                        settings.integer("sample.missing.percent", 0, 100),
                        settings.integer("sample.object.bytes", 0, 16 << 20),
                        settings.integer("sample.object.bytes.most", 0, 16 << 20),
                        settings.integer("sample.object.metadata", 0, 20)));
        registry.accept(
                "sampleJobs",
                new SampleJobs(
                        migration,
                        paths,
                        codec,
                        settings.integer("sample.jobs", 0, MOST_ROWS),
                        settings.integer("sample.job.rows", 1, 100_000)));
        registry.accept("sampleQueue", queue);
        registry.accept(
                "sampleReset",
                new SampleReset(
                        Migration.all(settings),
                        connections.database(),
                        ApplySettings.of(settings).rows(),
                        schema -> Sql.of(schema, settings)));
        // read by the route itself
        settings.integer("sample.work", 0, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        progress.close();
        threads.shutdownNow();
    }
}
