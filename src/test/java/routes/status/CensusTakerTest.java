package routes.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import routes.MigrationFixture;
import routes.ledger.Ledger;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.testing.Samples;
import routes.testing.Servers;

/** What is counted in the ledger and what processes tell of it come together: no row is shown twice, and no figure falls. */
class CensusTakerTest {

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name();
    private final RedisClient redis =
            RedisClient.create(Servers.redis().host(), Servers.redis().port());
    private final ProcessRegistry registry = new ProcessRegistry(redis, namespace);
    private Instant now = Instant.parse("2026-11-30T00:00:00Z");
    private CensusTaker taker;

    @BeforeEach
    void begin() throws Exception {
        fixture.withTable().rows("image/1", "image/2", "image/3", "image/4", "image/5", "image/6");
        InstantSource clock = () -> now;
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        taker = new CensusTaker(
                fixture.columns(),
                fixture.database().dataSource(),
                registry,
                new JobQueue(redis, new JobCodec(), namespace, 100),
                Duration.ofSeconds(10),
                () -> Duration.between(Instant.EPOCH, now).toNanos(),
                clock.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        registry.forget();
        redis.close();
    }

    private void record(int from, int to) throws Exception {
        fixture.execute(
                "INSERT INTO moved (row_key, old_path, new_path, state) SELECT ID, ImagePath, CONCAT('avatar/', ID),"
                        + " 'COPIED' FROM ImageDataTable WHERE ID BETWEEN " + from + " AND " + to);
    }

    private void tell(int copied) {
        registry.beat(Samples.process("n1", "consumer", now), new Census.Counters(copied, 0, 0));
    }

    private long shown() {
        Optional<Census> census = registry.census();
        return census.map(count -> Figures.rows(census, registry.counters().since(count.reported()), 0)
                        .copied())
                .orElse(0L);
    }

    /** A second passes, in which the producer looks whether it is time to count. */
    private long second() {
        now = now.plusSeconds(1);
        taker.refresh();
        return shown();
    }

    @Test
    void should_show_each_row_once_when_it_is_counted_before_it_is_told_of() throws Exception {
        record(1, 4);
        taker.refresh();
        tell(4);

        List<Long> figures = List.of(shown(), second(), second(), second());

        assertThat(figures).isSorted().allMatch(rows -> rows <= 4);
        assertThat(shown()).isEqualTo(4);
    }

    @Test
    void should_not_fall_when_rows_are_recorded_while_others_are_counted() throws Exception {
        record(1, 2);
        taker.refresh();
        tell(2);
        second();
        second();
        assertThat(shown()).isEqualTo(2);
        now = now.plusSeconds(10);
        taker.refresh();
        // after the count, and told of before it is settled
        record(3, 5);
        tell(3);
        assertThat(shown()).isEqualTo(5);

        assertThat(List.of(second(), second(), second())).isSorted().containsOnly(5L);
    }

    @Test
    void should_not_fall_at_the_first_count_when_rows_are_recorded_while_it_is_made() throws Exception {
        taker.begin();
        assertThat(registry.census().orElseThrow().total()).isNull();
        record(1, 1);
        tell(1);
        taker.refresh();
        assertThat(registry.census().orElseThrow().total()).isEqualTo(6);
        // after the count, and told of before it is settled
        record(2, 5);
        tell(4);
        assertThat(shown()).isEqualTo(5);

        assertThat(List.of(second(), second(), second())).isSorted().containsOnly(5L);
    }

    @Test
    void should_not_say_that_nothing_is_done_when_the_ledger_has_rows() throws Exception {
        record(1, 1);

        taker.begin();

        assertThat(registry.census()).isEmpty();
    }
}
