package routes.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import routes.redisstream.RedisStreamAdmin;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What happens to a migration in the demo of the promises, one line each as it happens. */
final class DemoFaults implements AutoCloseable {

    /** What a migration is set to, so that there is time for all of it. */
    static final Map<String, String> SETTINGS = Map.of("copy.concurrency", "24", "job.rows", "100");

    private static final Logger LOG = LoggerFactory.getLogger(DemoFaults.class);
    private static final Duration COPY = Duration.ofMillis(100);
    private static final int EDITED = 3;
    private static final int ALLOWED = 40;

    private final DemoTable table;
    private final EmbeddedS3 s3;
    private final S3Client client;
    private final UnifiedJedis redis;
    private final RedisStreamAdmin jobs;
    private final DemoConsumer consumer;
    private final String legacyBucket;
    private final String newBucket;
    private final Thread thread = new Thread(this::run, "demo");
    private final List<SampleData.Row> edited = new ArrayList<>();
    private SampleData.Row overwritten;
    private SampleData.Row deleted;
    private long total;

    DemoFaults(
            DemoTable table,
            EmbeddedS3 s3,
            UnifiedJedis redis,
            String namespace,
            DemoConsumer consumer,
            String legacyBucket,
            String newBucket) {
        this.table = table;
        this.s3 = s3;
        this.client = s3.client();
        this.redis = redis;
        this.jobs = new RedisStreamAdmin(redis, namespace + ":jobs", "consumers");
        this.consumer = consumer;
        this.legacyBucket = legacyBucket;
        this.newBucket = newBucket;
    }

    void start() throws Exception {
        total = table.legacyRows();
        s3.brake().slowDown(COPY);
        consumer.start();
        tell(
                "a second consumer, pid %d, is started, to be killed; each copy takes %d ms",
                consumer.pid(), COPY.toMillis());
        thread.setDaemon(true);
        thread.start();
    }

    /** Rows whose path the application wrote. */
    long kept() throws Exception {
        long kept = 0;
        for (SampleData.Row row : edited) {
            kept += table.holds(row, written(row)) ? 1 : 0;
        }
        return kept;
    }

    /** Whether what was overwritten in the legacy bucket has arrived at its new key. */
    boolean arrived() {
        if (overwritten == null) {
            return false;
        }
        String key = SampleData.TARGET_PREFIX + overwritten.path().substring(SampleData.SOURCE_PREFIX.length());
        return client.getObjectAsBytes(get -> get.bucket(newBucket).key(key))
                .asUtf8String()
                .equals(newContent(overwritten));
    }

    /** How often S3 refused a copy. */
    long refused() {
        return s3.brake().refused();
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        s3.brake().slowDown(Duration.ZERO);
        s3.brake().allow(0);
        if (consumer.isAlive()) {
            consumer.kill();
        }
        client.close();
    }

    private void run() {
        try {
            at(2, this::delete);
            at(5, this::edit);
            until(this::bothWork);
            kill();
            at(45, this::wipe);
            at(60, this::refuse);
            at(75, this::overwrite);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warn("the demo's faults end here: {}", e.toString());
        }
    }

    private Void delete() throws Exception {
        deleted = table.last();
        client.deleteObject(request -> request.bucket(legacyBucket).key(deleted.path()));
        tell("somebody deletes the object of row %d, %s, before it is copied", deleted.id(), deleted.path());
        return null;
    }

    private Void edit() throws Exception {
        for (SampleData.Row row : table.ahead(EDITED)) {
            client.putObject(
                    put -> put.bucket(newBucket).key(written(row)), RequestBody.fromString("the application's"));
            table.write(row, written(row));
            edited.add(row);
        }
        tell(
                "the application writes paths of its own into rows %s, whose jobs are queued",
                edited.stream().map(row -> Long.toString(row.id())).toList());
        return null;
    }

    private void kill() throws IOException {
        consumer.kill();
        tell("kill -9 %d: the second consumer is gone, with what it had in flight", consumer.pid());
    }

    private Void wipe() {
        redis.flushAll();
        tell("FLUSHALL: Redis is empty, and all queued jobs are gone");
        return null;
    }

    private Void refuse() throws InterruptedException {
        s3.brake().allow(ALLOWED);
        tell("S3 takes %d copies a second for five seconds, and answers 503 SlowDown to the others", ALLOWED);
        TimeUnit.SECONDS.sleep(5);
        s3.brake().allow(0);
        tell("S3 takes all copies again; it has refused %d", refused());
        return null;
    }

    private Void overwrite() throws Exception {
        SampleData.Row row = table.rewritten();
        client.putObject(put -> put.bucket(legacyBucket).key(row.path()), RequestBody.fromString(newContent(row)));
        overwritten = row;
        tell(
                "an old instance of the application overwrites %s, whose row %d is rewritten already",
                row.path(), row.id());
        return null;
    }

    private static String newContent(SampleData.Row row) {
        return "another picture, of " + new String(SampleObject.content(row.path()), StandardCharsets.UTF_8);
    }

    private static String written(SampleData.Row row) {
        return SampleData.TARGET_PREFIX + "uploaded/" + row.id() + ".jpg";
    }

    private boolean bothWork() throws IOException {
        if (!consumer.isAlive()) {
            throw new IOException("the second consumer has ended: " + consumer.lastWords());
        }
        return jobs.consumers().stream().filter(info -> info.getPending() > 0).count() > 1;
    }

    private void at(int percent, Callable<Void> scene) throws Exception {
        until(() -> table.recorded() * 100 >= total * percent);
        scene.call();
    }

    private void until(Callable<Boolean> condition) throws Exception {
        while (!condition.call()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static void tell(String format, Object... values) {
        LOG.info("demo: {}", String.format(format, values));
    }
}
