package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

class RedisStreamLifecycleTest extends RedisStreamTestSupport {

    private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Processor slow = exchange -> {
        bodies.add(exchange.getIn().getBody(String.class));
        release.await();
    };

    @Test
    void should_finish_work_in_flight_and_read_no_more_when_stopped() throws Exception {
        CamelContext context = consume("&concurrentConsumers=2&consumerName=me" + QUICK, slow);
        IntStream.range(0, 4).forEach(i -> add("job " + i));
        awaiting().until(() -> bodies.size() == 2);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(context::stop);
        // longer than claimMinIdle: the heartbeat goes on meanwhile
        awaiting().during(Duration.ofMillis(600)).until(() -> !stopped.isDone());
        assertThat(pendingEntries()).hasSize(2).allSatisfy(entry -> assertThat(entry.getIdleTime())
                .isLessThan(400));
        release.countDown();
        stopped.join();

        assertThat(bodies).hasSize(2);
        assertThat(admin.length()).isEqualTo(2);
        assertThat(admin.pending()).isEmpty();
        assertThat(admin.consumers()).isEmpty();
    }

    @Test
    void should_leave_entries_to_the_next_consumer_when_stopping_is_forced() throws Exception {
        CamelContext context = consume("&consumerName=me" + QUICK, slow);
        context.getShutdownStrategy().setTimeout(1);
        add("one");
        awaiting().until(() -> bodies.size() == 1);
        context.stop();

        assertThat(admin.length()).isEqualTo(1);
        assertThat(admin.consumers()).hasSize(1);
        // as if it had not been delivered, and to be taken at once
        assertThat(pendingEntries()).singleElement().satisfies(entry -> {
            assertThat(entry.getDeliveredTimes()).isZero();
            assertThat(entry.getIdleTime()).isGreaterThanOrEqualTo(400);
        });
        release.countDown();
        consume(QUICK, slow);
        awaitAllDone();
        assertThat(bodies).containsExactly("one", "one");
    }

    @Test
    void should_read_nothing_while_suspended_and_go_on_at_once_when_resumed() throws Exception {
        CamelContext context = consume("&concurrentConsumers=2", slow);
        add("in flight");
        awaiting().until(() -> bodies.size() == 1);

        CompletableFuture<Void> suspended = CompletableFuture.runAsync(() -> suspend(context));
        awaiting().until(() -> consumer(context).isSuspendingOrSuspended());
        release.countDown();
        suspended.join();
        awaitAllDone();

        add("while suspended");
        awaiting().during(Duration.ofMillis(500)).until(() -> bodies.size() == 1);
        assertThat(pendingEntries()).isEmpty();

        context.getRouteController().resumeRoute(ROUTE);
        awaiting().atMost(Duration.ofSeconds(1)).until(() -> bodies.size() == 2);
        awaitAllDone();
    }

    private static void suspend(CamelContext context) {
        try {
            context.getRouteController().suspendRoute(ROUTE);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void should_have_ended_the_read_in_progress_when_suspending_returns() throws Exception {
        release.countDown();
        CamelContext context = consume("&blockTimeout=1000", slow);
        add("before");
        awaitAllDone();
        context.getRouteController().suspendRoute(ROUTE);
        add("after");

        awaiting().during(Duration.ofMillis(1_200)).until(() -> bodies.size() == 1);
    }

    @Test
    void should_lose_nothing_when_suspended_and_resumed_again_and_again() throws Exception {
        CamelContext context = consume(
                "&concurrentConsumers=4" + QUICK, e -> bodies.add(e.getIn().getBody(String.class)));
        for (int round = 0; round < 10; round++) {
            IntStream.range(round * 20, round * 20 + 20).forEach(i -> add("job " + i));
            context.getRouteController().suspendRoute(ROUTE);
            context.getRouteController().resumeRoute(ROUTE);
        }

        awaitAllDone();
        assertThat(bodies)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "job " + i).toList());
    }

    @Test
    void should_consume_again_and_leak_no_thread_when_route_is_restarted() throws Exception {
        release.countDown();
        CamelContext context = consume(QUICK, slow);
        for (int i = 1; i <= 3; i++) {
            add("job");
            int expected = i;
            awaiting().until(() -> bodies.size() == expected);
            context.getRouteController().stopRoute(ROUTE);
            // one that was told to end may take a moment
            awaiting().until(() -> threads(context).isEmpty());
            assertThat(admin.length()).isZero();
            context.getRouteController().startRoute(ROUTE);
        }
    }

    private static List<String> threads(CamelContext context) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("RedisStream") && name.contains("(" + context.getName() + ")"))
                .toList();
    }

    @Test
    void should_name_consumers_apart_when_no_name_is_set() throws Exception {
        CamelContext first = consume(QUICK, slow);
        CamelContext second = consume(QUICK, slow);

        assertThat(consumer(first).getConsumerName())
                .isNotEqualTo(consumer(second).getConsumerName())
                .contains("-" + ProcessHandle.current().pid() + "-");
    }
}
