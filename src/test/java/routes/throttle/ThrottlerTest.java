package routes.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gate before work with the table. */
class ThrottlerTest {

    private static final Finding TOO_MUCH = new Finding(Optional.of(9.0), Optional.of("it lags"), Optional.empty());

    private volatile Finding found = Finding.fine(0);
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final Throttler throttler = new Throttler(Duration.ofMillis(5), List.of(new Watch() {
        @Override
        public String name() {
            return "replica:3306";
        }

        @Override
        public Finding look() {
            return found;
        }
    }));

    @AfterEach
    void close() {
        throttler.close();
    }

    private CompletableFuture<Void> work() {
        return CompletableFuture.runAsync(throttler::await, work -> new Thread(work).start());
    }

    private void pause() {
        found = TOO_MUCH;
        throttler.start(ends::add);
        await().until(() -> throttler.snapshot().reason() != null);
    }

    @Test
    void should_keep_nobody_waiting_when_all_is_well() {
        throttler.start(ends::add);

        throttler.await();

        assertThat(throttler.snapshot().lags()).isEqualTo(Map.of("replica:3306", 0.0));
    }

    @Test
    void should_hold_work_until_the_server_has_recovered_when_it_suffers() {
        pause();
        CompletableFuture<Void> work = work();
        assertThat(throttler.snapshot().since()).isBeforeOrEqualTo(Instant.now());
        assertThat(work).isNotDone();

        found = Finding.fine(0);

        assertThat(work).succeedsWithin(Duration.ofSeconds(5));
        assertThat(throttler.snapshot().reason()).isNull();
    }

    @Test
    void should_let_go_at_once_when_the_process_ends() {
        pause();
        CompletableFuture<Void> work = work();

        throttler.end();

        assertThatThrownBy(work::join).hasRootCauseInstanceOf(WorkEndedException.class);
    }

    @Test
    void should_let_work_in_flight_be_finished_when_the_process_ends_and_nothing_is_paused() {
        throttler.start(ends::add);

        throttler.end();

        throttler.await();
    }

    @Test
    void should_end_once_and_for_all_when_it_is_critical() {
        pause();
        CompletableFuture<Void> work = work();
        found = new Finding(Optional.of(99.0), Optional.of("it lags"), Optional.of("more than it may"));

        assertThatThrownBy(work::join).hasRootCauseMessage("more than it may");
        await().until(() -> !ends.isEmpty());
        found = Finding.fine(0);
        await().until(() -> throttler.snapshot().reason() == null);
        assertThatThrownBy(throttler::await).hasMessage("more than it may");
        assertThat(ends).containsExactly("more than it may");
    }

    @Test
    void should_stop_the_clock_of_the_work_when_it_waits() {
        pause();
        long stood = throttler.nanos();
        Duration before = Duration.between(throttler.clock().instant(), Instant.now());

        await().until(() ->
                Duration.between(throttler.clock().instant(), Instant.now()).compareTo(before.plusMillis(5)) > 0);
        assertThat(throttler.nanos()).isEqualTo(stood);

        found = Finding.fine(0);
        await().until(() -> throttler.nanos() > stood);
    }
}
