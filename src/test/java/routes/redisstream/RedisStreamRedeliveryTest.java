package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XClaimParams;

class RedisStreamRedeliveryTest extends RedisStreamTestSupport {

    private record Attempt(String body, long deliveryCount, long nanos) {}

    private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();

    private Attempt record(Exchange exchange) {
        Attempt attempt = new Attempt(
                exchange.getIn().getBody(String.class),
                exchange.getIn().getHeader(RedisStreamConstants.DELIVERY_COUNT, Long.class),
                System.nanoTime());
        attempts.add(attempt);
        return attempt;
    }

    private Processor failUntilDelivery(long count) {
        return exchange -> {
            if (record(exchange).deliveryCount() < count) {
                throw new IllegalStateException("not yet");
            }
        };
    }

    @Test
    void should_redeliver_with_growing_count_and_delay_when_exchange_fails() throws Exception {
        add("one");
        CamelContext context = consume(
                "&blockTimeout=20&redeliveryDelay=100&maxRedeliveryDelay=200&maxDeliveries=0", failUntilDelivery(4));

        awaitAllDone();
        assertThat(attempts).extracting(Attempt::deliveryCount).containsExactly(1L, 2L, 3L, 4L);
        List<Attempt> list = List.copyOf(attempts);
        assertThat(IntStream.range(1, 4)
                        .mapToLong(i -> TimeUnit.NANOSECONDS.toMillis(
                                list.get(i).nanos() - list.get(i - 1).nanos())))
                .satisfiesExactly(
                        first -> assertThat(first).isGreaterThanOrEqualTo(98),
                        second -> assertThat(second).isGreaterThanOrEqualTo(198),
                        bounded -> assertThat(bounded).isBetween(198L, 390L));
        assertThat(statistics(context).failed()).isEqualTo(3);
        assertThat(statistics(context).claimed()).isZero();
    }

    @Test
    void should_leave_entry_pending_when_exchange_fails() throws Exception {
        StreamEntryID id = add("one");
        CamelContext context = consume("&redeliveryDelay=60000", failUntilDelivery(2));

        awaiting().until(() -> statistics(context).failed() == 1);
        assertThat(admin.length()).isEqualTo(1);
        assertThat(pendingEntries()).extracting(entry -> entry.getID()).containsExactly(id);
        assertThat(statistics(context).inFlight()).isZero();
    }

    @Test
    void should_redeliver_when_exchange_is_marked_for_rollback() throws Exception {
        add("one");
        consume(QUICK, exchange -> exchange.setRollbackOnly(record(exchange).deliveryCount() == 1));

        awaitAllDone();
        assertThat(attempts).extracting(Attempt::deliveryCount).containsExactly(1L, 2L);
    }

    @Test
    void should_go_on_with_other_entries_when_one_waits_for_its_redelivery() throws Exception {
        add("poison");
        IntStream.range(0, 5).forEach(i -> add("good"));
        consume("&redeliveryDelay=60000", exchange -> {
            if (record(exchange).body().equals("poison")) {
                throw new IllegalStateException("poison");
            }
        });

        awaiting().until(() -> admin.length() == 1);
        assertThat(attempts).hasSize(6);
    }

    @Test
    void should_not_be_redelivered_early_by_others_when_delay_exceeds_claim_min_idle() throws Exception {
        String options = "&blockTimeout=20&redeliveryDelay=1500&heartbeatInterval=50&claimInterval=50&claimMinIdle=100";
        add("one");
        consume(options, failUntilDelivery(2));
        consume(options, failUntilDelivery(2));

        awaitAllDone();
        List<Attempt> list = List.copyOf(attempts);
        assertThat(list).extracting(Attempt::deliveryCount).containsExactly(1L, 2L);
        assertThat(Duration.ofNanos(list.get(1).nanos() - list.get(0).nanos())).isGreaterThan(Duration.ofMillis(1_400));
    }

    @Test
    void should_not_be_claimed_when_long_job_keeps_its_heartbeat() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Processor slow = exchange -> {
            record(exchange);
            release.await();
        };
        CamelContext first = consume("&consumerName=first&concurrentConsumers=2" + QUICK, slow);
        add("one");
        awaiting().until(() -> attempts.size() == 1);
        CamelContext second = consume("&consumerName=second&concurrentConsumers=2" + QUICK, slow);

        // three times claimMinIdle
        awaiting().during(Duration.ofMillis(1_200)).until(() -> attempts.size() == 1);
        assertThat(pendingEntries()).hasSize(1).allSatisfy(entry -> {
            assertThat(entry.getConsumerName()).isEqualTo("first");
            assertThat(entry.getDeliveredTimes()).isEqualTo(1);
        });
        assertThat(statistics(first).lastHeartbeat()).isNotNull();
        release.countDown();
        awaitAllDone();
        assertThat(statistics(second).claimed()).isZero();
    }

    @Test
    void should_not_start_a_job_again_when_its_own_heartbeat_is_late() throws Exception {
        StreamEntryID id = add("one");
        CountDownLatch release = new CountDownLatch(1);
        consume("&consumerName=me&concurrentConsumers=2&blockTimeout=20&claimInterval=20", exchange -> {
            record(exchange);
            release.await();
        });
        awaiting().until(() -> attempts.size() == 1);
        redis.xclaimJustId(STREAM, GROUP, "me", 0, XClaimParams.xClaimParams().idle(600_000), id);

        awaiting().during(Duration.ofMillis(500)).until(() -> attempts.size() == 1);
        release.countDown();
        awaitAllDone();
    }

    @Test
    void should_claim_entries_when_their_consumer_died() throws Exception {
        IntStream.range(0, 5).forEach(i -> add("job " + i));
        IntStream.range(0, 5).forEach(i -> readAndDie("dead"));
        CamelContext context = consume(QUICK, this::record);

        awaitAllDone();
        assertThat(attempts).extracting(Attempt::body).containsExactly("job 0", "job 1", "job 2", "job 3", "job 4");
        assertThat(attempts).extracting(Attempt::deliveryCount).containsOnly(2L);
        assertThat(statistics(context).claimed()).isEqualTo(5);
    }

    @Test
    void should_claim_no_more_than_free_slots_when_many_are_abandoned() throws Exception {
        IntStream.range(0, 10).forEach(i -> add("job " + i));
        IntStream.range(0, 10).forEach(i -> readAndDie("dead"));
        CountDownLatch release = new CountDownLatch(1);
        CamelContext context = consume("&consumerName=live&concurrentConsumers=3" + QUICK, e -> {
            record(e);
            release.await();
        });

        awaiting().until(() -> statistics(context).inFlight() == 3);
        awaiting().during(Duration.ofMillis(500)).until(() -> attempts.size() == 3);
        assertThat(admin.pending()).isEqualTo(Map.of("dead", 7L, "live", 3L));
        release.countDown();
        awaitAllDone();
        assertThat(attempts).hasSize(10);
    }

    @Test
    void should_see_its_own_old_entries_when_restarted_under_the_same_name() throws Exception {
        add("one");
        readAndDie("me");
        consume("&consumerName=me" + QUICK, this::record);

        awaitAllDone();
        assertThat(attempts).extracting(Attempt::deliveryCount).containsExactly(2L);
    }

    @Test
    void should_drop_entry_when_it_was_deleted_while_pending() throws Exception {
        StreamEntryID deleted = add("deleted");
        readAndDie("dead");
        redis.xdel(STREAM, deleted);
        add("other");
        consume(QUICK, this::record);

        awaitAllDone();
        assertThat(attempts).extracting(Attempt::body).containsExactly("other");
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void should_dead_letter_with_all_fields_when_deliveries_are_used_up() throws Exception {
        StreamEntryID id = add(Map.of("body", "bad", "table", "images"));
        CamelContext context = consume("&consumerName=me&maxDeliveries=3" + QUICK, failUntilDelivery(99));

        awaiting().until(() -> deadLetters().size() == 1);
        awaitAllDone();
        assertThat(attempts).extracting(Attempt::deliveryCount).containsExactly(1L, 2L, 3L);
        assertThat(deadLetters().get(0).getFields())
                .isEqualTo(Map.of(
                        "body",
                        "bad",
                        "table",
                        "images",
                        RedisStreamConstants.DEAD_LETTER_STREAM_FIELD,
                        STREAM,
                        RedisStreamConstants.DEAD_LETTER_ID_FIELD,
                        id.toString(),
                        RedisStreamConstants.DEAD_LETTER_DELIVERIES_FIELD,
                        "3",
                        RedisStreamConstants.DEAD_LETTER_CONSUMER_FIELD,
                        "me",
                        RedisStreamConstants.DEAD_LETTER_REASON_FIELD,
                        "java.lang.IllegalStateException: not yet"));
        // counted when Redis has answered, which shows it before
        awaiting().until(() -> statistics(context).deadLettered() > 0);
        assertThat(statistics(context).deadLettered()).isEqualTo(1);
    }

    @Test
    void should_dead_letter_entry_without_body_when_the_route_cannot_use_it() throws Exception {
        add(Map.of("wrong", "shape"));
        CamelContext context = context();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("&maxDeliveries=2&deadLetterStream=elsewhere" + QUICK))
                        .routeId(ROUTE)
                        .process(exchange -> exchange.getIn().getMandatoryBody(String.class));
            }
        });
        context.start();

        awaiting().until(() -> redis.xlen("elsewhere") == 1);
        awaitAllDone();
    }

    @Test
    void should_dead_letter_without_delivering_when_dead_consumers_used_up_the_deliveries() throws Exception {
        add("killer");
        readAndDie("dead");
        consume("&maxDeliveries=1" + QUICK, this::record);

        awaiting().until(() -> deadLetters().size() == 1);
        awaitAllDone();
        assertThat(attempts).isEmpty();
        assertThat(deadLetters().get(0).getFields())
                .containsEntry(RedisStreamConstants.DEAD_LETTER_CONSUMER_FIELD, "dead")
                .containsEntry(RedisStreamConstants.DEAD_LETTER_REASON_FIELD, "not completed by dead");
    }

    @Test
    void should_dead_letter_exactly_once_when_two_consumers_try() throws Exception {
        List<StreamEntryID> ids =
                LongStream.range(0, 50).mapToObj(i -> add("bad " + i)).toList();
        String options = "&maxDeliveries=2&concurrentConsumers=4&blockTimeout=20&redeliveryDelay=0"
                + "&heartbeatInterval=1&claimInterval=1&claimMinIdle=2";
        consume(options, failUntilDelivery(99));
        consume(options, failUntilDelivery(99));

        awaitAllDone();
        assertThat(deadLetters())
                .extracting(entry -> entry.getFields().get(RedisStreamConstants.DEAD_LETTER_ID_FIELD))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(StreamEntryID::toString).toList());
    }

    @Test
    void should_go_on_with_other_entries_when_dead_letter_stream_cannot_be_written() throws Exception {
        redis.set(STREAM + "-dead", "not a stream");
        add("poison");
        consume("&maxDeliveries=1" + QUICK, exchange -> {
            if (record(exchange).body().equals("poison")) {
                throw new IllegalStateException("poison");
            }
        });
        awaiting().until(() -> attempts.size() == 1);
        IntStream.range(0, 20).forEach(i -> add("good"));

        awaiting().until(() -> admin.length() == 1);
        assertThat(attempts).hasSize(21);
    }
}
