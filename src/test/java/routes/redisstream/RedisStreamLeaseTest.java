package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamConsumerInfo;

class RedisStreamLeaseTest extends RedisStreamTestSupport {

    private RedisStreamLease first;
    private RedisStreamLease second;

    @BeforeEach
    void createGroup() {
        first = new RedisStreamLease(redis, STREAM, GROUP, "first");
        second = new RedisStreamLease(redis, STREAM, GROUP, "second");
        first.create();
    }

    private RedisStreamLease.Taken take(RedisStreamLease taker, StreamEntryID id, long minIdle, int maxDeliveries) {
        return taker.take(id, minIdle, maxDeliveries, STREAM + "-dead", "because");
    }

    @Test
    void should_change_nothing_when_group_is_created_twice() {
        add("one");
        first.read(1, 10);
        second.create();

        assertThat(second.read(1, 10)).isEmpty();
        assertThat(admin.pending()).isEqualTo(Map.of("first", 1L));
    }

    @Test
    void should_not_take_entry_back_when_heartbeat_comes_after_another_claimed_it() {
        StreamEntryID id = add("one");
        first.read(1, 10);
        assertThat(take(second, id, 0, 5).delivery()).isPresent();
        first.touch(List.of(id));

        assertThat(pendingEntries()).hasSize(1).allSatisfy(entry -> {
            assertThat(entry.getConsumerName()).isEqualTo("second");
            assertThat(entry.getDeliveredTimes()).isEqualTo(2);
        });
    }

    @Test
    void should_not_take_entry_when_another_is_at_work_on_it() {
        StreamEntryID id = add("one");
        first.read(1, 10);

        RedisStreamLease.Taken taken = take(second, id, 60_000, 1);

        assertThat(taken.delivery()).isEmpty();
        assertThat(taken.deadLettered()).isFalse();
        assertThat(admin.length()).isEqualTo(1);
    }

    @Test
    void should_dead_letter_once_when_taken_twice() {
        StreamEntryID id = add("one");
        first.read(1, 10);

        assertThat(take(first, id, 0, 1).deadLettered()).isTrue();
        assertThat(take(second, id, 0, 1).deadLettered()).isFalse();
        assertThat(take(first, id, 0, 1).deadLettered()).isFalse();
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void should_keep_consumer_when_it_has_pending_entries() {
        add("one");
        first.read(1, 10);
        second.read(1, 10);
        first.forgetSelf();
        first.forgetStale(0);

        assertThat(admin.consumers()).extracting(StreamConsumerInfo::getName).containsExactly("first");
        assertThat(pendingEntries()).hasSize(1);
    }

    @Test
    void should_keep_consumer_when_it_was_heard_of_lately() {
        first.read(1, 10);
        second.read(1, 10);
        awaiting().until(() -> admin.consumers().stream().allMatch(info -> info.getIdle() >= 2_000));
        StreamEntryID id = add("one");
        second.read(1, 10);
        second.acknowledge(id);
        first.forgetStale(2_000);

        assertThat(admin.consumers()).extracting(StreamConsumerInfo::getName).containsExactly("second");
    }

    @Test
    void should_report_stream_when_asked_by_admin() {
        assertThat(admin.oldestEntryAge()).isEmpty();
        add("one");
        add("two");
        first.read(1, 10);

        assertThat(admin.length()).isEqualTo(2);
        assertThat(admin.pending()).isEqualTo(Map.of("first", 1L));
        assertThat(admin.consumers()).hasSize(1);
        assertThat(admin.oldestEntryAge().orElseThrow()).isBetween(Duration.ZERO, Duration.ofSeconds(10));
    }

    @Test
    void should_report_nothing_when_neither_stream_nor_group_exists() {
        redis.del(STREAM);

        assertThat(admin.length()).isZero();
        assertThat(admin.pending()).isEmpty();
        assertThat(admin.consumers()).isEmpty();
        assertThat(admin.oldestEntryAge()).isEmpty();
    }
}
