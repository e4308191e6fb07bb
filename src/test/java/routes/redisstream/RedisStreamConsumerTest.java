package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class RedisStreamConsumerTest extends RedisStreamTestSupport {

    private final Queue<Exchange> received = new ConcurrentLinkedQueue<>();

    @Test
    void should_acknowledge_and_delete_entry_when_exchange_completes() throws Exception {
        String id = add(Map.of("body", "one", "table", "images", "CamelFileName", "forged"))
                .toString();
        CamelContext context = consume("&consumerName=me" + QUICK, received::add);

        awaitAllDone();
        Exchange exchange = received.remove();
        assertThat(received).isEmpty();
        assertThat(exchange.getPattern()).isEqualTo(ExchangePattern.InOnly);
        assertThat(exchange.getIn().getBody()).isEqualTo("one");
        assertThat(exchange.getIn().getHeaders())
                .containsOnly(
                        Map.entry("table", "images"),
                        Map.entry(RedisStreamConstants.ID, id),
                        Map.entry(RedisStreamConstants.KEY, STREAM),
                        Map.entry(RedisStreamConstants.DELIVERY_COUNT, 1L),
                        Map.entry(RedisStreamConstants.CONSUMER, "me"));
        assertThat(statistics(context))
                .extracting(
                        RedisStreamStatistics::inFlight,
                        RedisStreamStatistics::delivered,
                        RedisStreamStatistics::acked,
                        RedisStreamStatistics::failed)
                .containsExactly(0, 1L, 1L, 0L);
    }

    @Test
    void should_receive_entries_added_before_and_after_when_group_is_new() throws Exception {
        add("before");
        consume(QUICK, received::add);
        awaiting().until(() -> received.size() == 1);
        add("after");

        awaiting().until(() -> received.size() == 2);
        assertThat(received).extracting(e -> e.getIn().getBody()).containsExactly("before", "after");
    }

    @Test
    void should_deliver_each_entry_once_when_two_consumers_share_the_work() throws Exception {
        Queue<String> first = new ConcurrentLinkedQueue<>();
        Queue<String> second = new ConcurrentLinkedQueue<>();
        CountDownLatch both = new CountDownLatch(2);
        consume("&concurrentConsumers=2" + QUICK, e -> {
            first.add(e.getIn().getBody(String.class));
            both.countDown();
            both.await();
        });
        consume("&concurrentConsumers=2" + QUICK, e -> {
            second.add(e.getIn().getBody(String.class));
            both.countDown();
            both.await();
        });
        IntStream.range(0, 200).forEach(i -> add("job " + i));

        awaitAllDone();
        assertThat(first).isNotEmpty();
        assertThat(second).isNotEmpty();
        first.addAll(second);
        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "job " + i).toList());
    }

    @Test
    void should_neither_start_nor_hold_more_than_concurrent_consumers_when_work_abounds() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger mostPending = new AtomicInteger();
        IntStream.range(0, 100).forEach(i -> add("job " + i));
        CamelContext context = consume("&concurrentConsumers=3" + QUICK, e -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            mostPending.accumulateAndGet(pendingEntries().size(), Math::max);
            running.decrementAndGet();
        });

        awaitAllDone();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(mostPending.get()).isBetween(1, 3);
        assertThat(statistics(context).delivered()).isEqualTo(100);
    }

    @Test
    void should_leave_entries_to_others_when_all_slots_are_taken() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CamelContext busy = consume("&concurrentConsumers=2&consumerName=busy" + QUICK, e -> release.await());
        IntStream.range(0, 10).forEach(i -> add("job " + i));
        awaiting().until(() -> statistics(busy).inFlight() == 2);
        consume(QUICK, received::add);

        awaiting().until(() -> received.size() == 8);
        assertThat(admin.pending()).isEqualTo(Map.of("busy", 2L));
        release.countDown();
        awaitAllDone();
    }

    @Test
    void should_count_exchange_as_in_flight_until_done_when_route_continues_elsewhere() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CamelContext context = context();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("&concurrentConsumers=2" + QUICK)).routeId(ROUTE).to("seda:next?waitForTaskToComplete=Never");
                from("seda:next").process(e -> release.await()).process(received::add);
            }
        });
        context.start();
        IntStream.range(0, 5).forEach(i -> add("job " + i));

        awaiting().until(() -> statistics(context).inFlight() == 2);
        assertThat(admin.length()).isEqualTo(5);
        assertThat(pendingEntries()).hasSize(2);
        release.countDown();
        awaitAllDone();
        assertThat(received).hasSize(5);
    }

    @Test
    void should_use_all_slots_when_route_is_asynchronous() throws Exception {
        CamelContext context = context();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("&concurrentConsumers=4" + QUICK))
                        .routeId(ROUTE)
                        .threads(2)
                        .process(received::add);
            }
        });
        context.start();
        IntStream.range(0, 50).forEach(i -> add("job " + i));

        awaitAllDone();
        assertThat(received).hasSize(50);
        assertThat(statistics(context).acked()).isEqualTo(50);
    }

    @Test
    void should_deliver_null_body_when_entry_has_no_body_field() throws Exception {
        add(Map.of("something", "else"));
        consume(QUICK, received::add);

        awaitAllDone();
        Exchange exchange = received.remove();
        assertThat(exchange.getIn().getBody()).isNull();
        assertThat(exchange.getIn().getHeader("something")).isEqualTo("else");
    }

    @Test
    void should_acknowledge_when_exception_is_handled_by_the_route() throws Exception {
        CamelContext context = context();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).process(received::add);
                from(uri(QUICK)).routeId(ROUTE).throwException(new IllegalStateException("known"));
            }
        });
        context.start();
        add("one");

        awaiting().until(() -> statistics(context).acked() == 1);
        awaitAllDone();
        assertThat(received).hasSize(1);
    }

    @Test
    void should_lose_and_repeat_nothing_when_many_entries_pass_through() throws Exception {
        Set<String> bodies = ConcurrentHashMap.newKeySet();
        List<CamelContext> contexts = List.of(
                consume("&concurrentConsumers=8", e -> bodies.add(e.getIn().getBody(String.class))),
                consume("&concurrentConsumers=8", e -> bodies.add(e.getIn().getBody(String.class))));
        IntStream.range(0, 2_000).forEach(i -> add("job " + i));

        awaitAllDone();
        assertThat(bodies).hasSize(2_000);
        assertThat(contexts)
                .extracting(c -> statistics(c).delivered())
                .satisfies(counts -> assertThat(counts.get(0) + counts.get(1)).isEqualTo(2_000));
    }
}
