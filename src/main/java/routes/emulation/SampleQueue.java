package routes.emulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import routes.config.Settings;
import routes.redisstream.RedisStreamAdmin;
import routes.status.ProcessRegistry;
import routes.status.ProcessStatus;

/** The queues in Redis: the migration's, and the one of sample jobs beside it. */
public final class SampleQueue {

    private static final int POLL_MILLIS = 100;
    private static final int KEYS_A_TIME = 1000;

    private final UnifiedJedis redis;
    private final String namespace;
    private final RedisStreamAdmin jobs;
    private final RedisStreamAdmin sample;

    public SampleQueue(UnifiedJedis redis, String namespace) {
        this.redis = redis;
        this.namespace = namespace;
        this.jobs = new RedisStreamAdmin(redis, namespace + ":jobs", "consumers");
        this.sample = new RedisStreamAdmin(redis, namespace + ":sample", "workers");
    }

    /** What is in the queues, one line for each. */
    public List<String> describe() {
        return List.of(
                describe("jobs of the migration", jobs, namespace + ":dead"),
                describe("sample jobs", sample, namespace + ":sample-dead"));
    }

    /** Sample jobs that are queued or in work. */
    public long sampleJobs() {
        return sample.length();
    }

    /** Waits until all sample jobs are done. */
    public void awaitEmpty() throws InterruptedException {
        while (sample.length() > 0) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    /**
     * Looks for processes of the migration.
     *
     * @throws routes.config.ConfigurationException when there are some; one that was killed counts for ten seconds more
     */
    public void refuseWhileRunning() {
        List<ProcessStatus> alive = new ProcessRegistry(redis, namespace).alive();
        if (!alive.isEmpty()) {
            throw Settings.problem(
                    "redis.namespace",
                    "is in use by a run: "
                            + String.join(
                                    ", ",
                                    alive.stream()
                                            .map(process -> process.role() + " " + process.id())
                                            .toList())
                            + "; stop it first");
        }
    }

    /** Drops all jobs and dead letters, and the scan's cursor with them: the next scan finds again what is left to migrate. */
    public void flush() {
        redis.unlink(
                namespace + ":jobs",
                namespace + ":dead",
                namespace + ":scan",
                namespace + ":sample",
                namespace + ":sample-dead");
    }

    /** Drops every key of the namespace. */
    public void forgetAll() {
        ScanParams match = new ScanParams()
                .match(namespace.replaceAll("([\\\\*?\\[\\]])", "\\\\$1") + ":*")
                .count(KEYS_A_TIME);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, match);
            if (!page.getResult().isEmpty()) {
                redis.unlink(page.getResult().toArray(String[]::new));
            }
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    private String describe(String what, RedisStreamAdmin queue, String dead) {
        Map<String, Long> pending = queue.pending();
        long inWork = pending.values().stream().mapToLong(Long::longValue).sum();
        List<String> parts = new ArrayList<>();
        parts.add(queue.length() - inWork + " waiting");
        parts.add(inWork + " in work at " + pending.size() + " consumers");
        queue.oldestEntryAge().map(Duration::toSeconds).ifPresent(age -> parts.add("oldest " + age + " s"));
        parts.add(redis.xlen(dead) + " dead letters");
        return what + ": " + String.join(", ", parts);
    }
}
