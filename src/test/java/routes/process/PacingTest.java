package routes.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import routes.pace.Pace;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.status.Census;
import routes.status.ProcessRegistry;
import routes.testing.Samples;
import routes.testing.Servers;

class PacingTest {

    private final RedisClient redis =
            RedisClient.create(Servers.redis().host(), Servers.redis().port());
    private final String namespace = "pacing-" + UUID.randomUUID();
    private final JobQueue queue = new JobQueue(redis, new JobCodec(), namespace, 1);
    private final ProcessRegistry processes = new ProcessRegistry(redis, namespace);
    private final Vitals vitals = new Vitals(Clock.systemUTC());
    private final Pace pace = new Pace();

    @AfterEach
    void close() {
        queue.forget();
        processes.forget();
        redis.close();
    }

    private Pacing pacing(int setting) {
        return new Pacing(pace, queue, processes, vitals, "mine", setting);
    }

    private void alive(String id, String role) {
        Instant now = Instant.now();
        processes.beat(Samples.process(id, role, now), Census.Counters.NONE);
    }

    @Test
    void should_take_what_s3_gives_when_nobody_caps_it() {
        pacing(0).look();

        assertThat(pace.snapshot().rate()).isEqualTo(1000);
    }

    @Test
    void should_divide_the_cap_when_several_processes_copy() {
        alive("mine", "consumer");
        alive("another", "consumer");
        alive("third", "run");
        alive("fourth", "producer");
        Pacing pacing = pacing(300);

        pacing.look();
        assertThat(pace.snapshot().rate()).isEqualTo(100);

        queue.mostRequests(OptionalInt.of(600));
        pacing.look();
        assertThat(pace.snapshot().rate()).isEqualTo(200);

        queue.mostRequests(OptionalInt.of(0));
        pacing.look();
        assertThat(pace.snapshot().rate()).isEqualTo(1000);

        queue.mostRequests(OptionalInt.empty());
        pacing.look();
        assertThat(pace.snapshot().rate()).isEqualTo(100);
    }

    @Test
    void should_count_it_as_a_fault_when_everything_is_refused() throws InterruptedException {
        Pacing pacing = pacing(0);
        while (pace.snapshot().blocked().isEmpty()) {
            pace.refused(pace.acquire());
        }

        pacing.look();

        assertThat(vitals.worst().orElseThrow().message()).contains("refuses every request for its rate");

        while (pace.snapshot().blocked().isPresent()) {
            pace.taken(pace.acquire());
        }
        pacing.look();
        assertThat(vitals.worst()).isEmpty();
    }
}
