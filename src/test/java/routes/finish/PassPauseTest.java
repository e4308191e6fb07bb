package routes.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassPauseTest {

    private Instant now = Instant.EPOCH;
    private final PassPause pause =
            new PassPause(Duration.ofSeconds(30), ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

    /** Seconds until the next pass may begin. */
    private int seconds() {
        int seconds = 0;
        while (!pause.isOver()) {
            now = now.plusSeconds(1);
            seconds++;
        }
        return seconds;
    }

    @Test
    void should_wait_longer_and_longer_when_every_pass_finds_rows() {
        List<Integer> pauses = new ArrayList<>();
        for (int pass = 1; pass <= 8; pass++) {
            pauses.add(seconds());
            pause.next(true);
        }

        assertThat(pauses).containsExactly(0, 1, 2, 4, 8, 16, 30, 30);
    }

    @Test
    void should_not_wait_when_the_last_pass_found_nothing() {
        pause.next(true);
        pause.next(true);
        pause.next(false);

        assertThat(seconds()).isZero();
    }
}
