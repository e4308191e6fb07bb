package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

/** One entry that kills its consumer must not use up the deliveries of those that are in flight beside it. */
class RedisStreamSuspectTest extends RedisStreamTestSupport {

    private static final String DEAD = "&deadLetterStream=" + STREAM + "-dead";

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Queue<Integer> besides = new ConcurrentLinkedQueue<>();

    /** Notes how many exchanges run, this one included, while this one does. */
    private void work(Exchange exchange) throws InterruptedException {
        int most = inFlight.incrementAndGet();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(150);
        while (System.nanoTime() < until) {
            most = Math.max(most, inFlight.get());
            TimeUnit.MILLISECONDS.sleep(5);
        }
        inFlight.decrementAndGet();
        if (exchange.getIn().getHeader(RedisStreamConstants.DELIVERY_COUNT, Long.class) > 2) {
            besides.add(most);
        }
    }

    /** What consumers do that die with these entries, so many times. */
    private void die(List<StreamEntryID> ids, int times) {
        for (int i = 1; i < times; i++) {
            ids.forEach(id -> new RedisStreamLease(redis, STREAM, GROUP, "dead").take(id, 0, 0, "none", ""));
        }
    }

    @Test
    void should_start_an_entry_alone_when_two_consumers_died_with_it() throws Exception {
        List<StreamEntryID> suspects = List.of(add("a"), add("b"), add("c"));
        suspects.forEach(id -> readAndDie("dead"));
        die(suspects, 2);
        for (int i = 0; i < 20; i++) {
            add("innocent " + i);
        }

        consume(QUICK + DEAD + "&concurrentConsumers=4", this::work);

        awaitAllDone();
        assertThat(besides).containsExactly(1, 1, 1);
    }

    @Test
    void should_start_entries_side_by_side_when_one_consumer_died_with_them() throws Exception {
        List<StreamEntryID> victims = List.of(add("a"), add("b"), add("c"));
        victims.forEach(id -> readAndDie("dead"));
        Queue<Integer> most = new ConcurrentLinkedQueue<>();

        consume(QUICK + DEAD + "&concurrentConsumers=3", exchange -> {
            inFlight.incrementAndGet();
            awaiting().atMost(Duration.ofSeconds(10)).until(() -> inFlight.get() == 3 || !most.isEmpty());
            most.add(inFlight.get());
        });

        awaitAllDone();
        assertThat(most).containsExactly(3, 3, 3);
    }
}
