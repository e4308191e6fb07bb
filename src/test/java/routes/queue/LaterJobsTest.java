package routes.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import routes.queue.JobQueue.QueueFullException;
import routes.testing.Samples;
import routes.testing.Servers;

class LaterJobsTest {

    private static final long NOON = Instant.parse("2026-11-27T12:00:00Z").toEpochMilli();

    private final RedisClient redis =
            RedisClient.create(Servers.redis().host(), Servers.redis().port());
    private final String namespace = "later-" + UUID.randomUUID();
    private final JobCodec codec = new JobCodec();
    private final JobQueue queue = new JobQueue(redis, codec, namespace, 2);

    @AfterEach
    void close() {
        queue.forget();
        redis.close();
    }

    private LaterJobs at(long millis) {
        return new LaterJobs(redis, codec, namespace, Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
    }

    private static Job job(int sequence, long notBefore) {
        Job job = Samples.job(sequence, 3);
        return job.part(job.rows(), new Tries(2, NOON, notBefore));
    }

    @Test
    void should_give_a_job_back_as_it_was_when_its_time_has_come_and_not_before() {
        Job job = job(1, NOON);
        at(NOON - 1000).defer(job);

        at(NOON - 1).release();
        assertThat(redis.xlen(namespace + ":jobs")).isZero();

        at(NOON).release();
        assertThat(redis.xrange(namespace + ":jobs", (StreamEntryID) null, null))
                .singleElement()
                .satisfies(entry ->
                        assertThat(codec.read(entry.getFields().get("body"))).isEqualTo(job));
        assertThat(at(NOON).count()).isZero();
    }

    @Test
    void should_count_as_outstanding_wherever_it_is() {
        at(NOON).defer(job(1, NOON + 1));
        at(NOON).defer(job(2, NOON));
        assertThat(queue.outstanding()).isEqualTo(2);

        at(NOON).release();

        assertThat(queue.outstanding()).isEqualTo(2);
        assertThat(at(NOON).count()).isEqualTo(1);
    }

    @Test
    void should_keep_the_scan_waiting_when_too_many_wait() {
        queue.cursor().beginPass(Optional.empty());
        at(NOON).defer(job(1, NOON));
        at(NOON).defer(job(2, NOON));

        assertThatThrownBy(() -> queue.enqueue(Samples.job(3, 1))).isInstanceOf(QueueFullException.class);
    }

    @Test
    void should_be_forgotten_with_the_jobs() {
        at(NOON).defer(job(1, NOON));
        queue.abandon();

        assertThat(queue.outstanding()).isZero();
    }
}
