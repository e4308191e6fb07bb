package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;

class RedisStreamRestartTest extends RedisStreamTestSupport {

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();

    private void reconnect() {
        redis.close();
        redis = server.newClient();
        admin = new RedisStreamAdmin(redis, STREAM, GROUP);
    }

    @Test
    void should_lose_nothing_when_redis_is_killed_and_restarted() throws Exception {
        IntStream.range(0, 300).forEach(i -> add("job " + i));
        CamelContext context = consume(
                "&concurrentConsumers=4" + QUICK, e -> bodies.add(e.getIn().getBody(String.class)));
        awaiting().until(() -> bodies.size() > 20);
        server.kill();
        server.start();
        reconnect();

        awaitAllDone();
        assertThat(bodies)
                .contains(IntStream.range(0, 300).mapToObj(i -> "job " + i).toArray(String[]::new));
        assertThat(context.getRouteController().getRouteStatus(ROUTE)).isEqualTo(ServiceStatus.Started);
    }

    @Test
    void should_acknowledge_without_running_again_when_redis_is_away_at_completion() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        add("one");
        CamelContext context = consume(QUICK, e -> {
            bodies.add(e.getIn().getBody(String.class));
            release.await();
        });
        awaiting().until(() -> bodies.size() == 1);
        server.kill();
        release.countDown();
        awaiting()
                .during(Duration.ofMillis(600))
                .until(() -> statistics(context).inFlight() == 1);
        server.start();
        reconnect();

        awaitAllDone();
        assertThat(bodies).containsExactly("one");
        assertThat(statistics(context).acked()).isEqualTo(1);
        assertThat(statistics(context).failed()).isZero();
    }

    @Test
    void should_not_run_a_job_twice_when_redis_was_away_longer_than_claim_min_idle() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<CamelContext> contexts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            contexts.add(consume("&concurrentConsumers=2" + QUICK, e -> {
                bodies.add(e.getIn().getBody(String.class));
                release.await();
            }));
        }
        add("one");
        awaiting().until(() -> bodies.size() == 1);
        server.kill();
        awaiting().during(Duration.ofMillis(800)).until(() -> bodies.size() == 1);
        server.start();
        reconnect();

        add("two");
        awaiting().until(() -> bodies.contains("two"));
        awaiting().during(Duration.ofMillis(800)).until(() -> bodies.size() == 2);
        release.countDown();
        awaitAllDone();
        assertThat(bodies).containsExactly("one", "two");
        assertThat(contexts).allSatisfy(c -> assertThat(statistics(c).claimed()).isZero());
    }

    @Test
    void should_give_others_time_for_a_heartbeat_when_redis_is_back() throws Exception {
        add("of another");
        readAndDie("another");
        CamelContext context = consume(
                "&blockTimeout=50&heartbeatInterval=700&claimInterval=50&claimMinIdle=1400",
                e -> bodies.add(e.getIn().getBody(String.class)));
        server.kill();
        awaiting().during(Duration.ofMillis(1_500)).until(() -> bodies.isEmpty());
        server.start();
        reconnect();

        add("new");
        awaiting().until(() -> !bodies.isEmpty());
        awaiting().during(Duration.ofSeconds(1)).until(() -> bodies.size() == 1);
        awaitAllDone();
        assertThat(bodies).containsExactly("new", "of another");
        assertThat(statistics(context).claimed()).isEqualTo(1);
    }

    @Test
    void should_create_group_again_when_redis_was_restarted_empty() throws Exception {
        consume(QUICK, e -> bodies.add(e.getIn().getBody(String.class)));
        add("before");
        awaitAllDone();
        server.kill();
        server.deleteData();
        server.start();
        reconnect();
        add("after");

        awaiting().until(() -> bodies.contains("after"));
        awaitAllDone();
        assertThat(bodies).containsExactly("before", "after");
    }

    @Test
    void should_create_group_again_when_redis_was_flushed_while_jobs_are_in_flight() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CamelContext context = consume("&concurrentConsumers=2" + QUICK, e -> {
            bodies.add(e.getIn().getBody(String.class));
            release.await();
        });
        add("lost");
        awaiting().until(() -> bodies.size() == 1);
        redis.flushAll();
        add("new");

        awaiting().until(() -> bodies.size() == 2);
        release.countDown();
        awaitAllDone();
        assertThat(statistics(context).inFlight()).isZero();
        assertThat(bodies).containsExactly("lost", "new");
    }

    @Test
    void should_start_and_wait_when_redis_is_away() throws Exception {
        server.kill();
        CamelContext context = consume(QUICK, e -> bodies.add(e.getIn().getBody(String.class)));
        assertThat(context.getRouteController().getRouteStatus(ROUTE)).isEqualTo(ServiceStatus.Started);
        server.start();
        reconnect();
        add("one");

        awaitAllDone();
        assertThat(bodies).containsExactly("one");
    }

    @Test
    void should_go_on_when_redis_denied_the_commands_for_a_while() throws Exception {
        redis.sendCommand(Command.ACL, "SETUSER", "default", "on", "nopass", "-@stream", "-@scripting");
        consume(QUICK, e -> bodies.add(e.getIn().getBody(String.class)));
        awaiting().until(() -> !((List<?>) redis.sendCommand(Command.ACL, "LOG")).isEmpty());
        redis.sendCommand(Command.ACL, "SETUSER", "default", "+@all");
        add("one");

        awaitAllDone();
        assertThat(bodies).containsExactly("one");
    }
}
