package routes.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PaceTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong();
    private final Pace pace = new Pace(clock::get);

    /** Requests that can be sent in a second, of which a ten-thousandth passes at a time. */
    private int sentInASecond() throws InterruptedException {
        int sent = 0;
        for (int step = 0; step < 10_000; step++) {
            clock.addAndGet(SECOND / 10_000);
            while (pace.isFree()) {
                pace.taken(pace.acquire());
                sent++;
            }
        }
        return sent;
    }

    private Pace.Permit next() throws InterruptedException {
        do {
            clock.addAndGet(SECOND / 100);
        } while (!pace.isFree());
        return pace.acquire();
    }

    @Test
    void should_send_no_more_than_the_cap_when_there_is_one() throws InterruptedException {
        pace.cap(Optional.of(300.0));
        sentInASecond();

        assertThat(sentInASecond()).isBetween(299, 301);

        pace.cap(Optional.of(600.0));
        sentInASecond();
        assertThat(sentInASecond()).isBetween(599, 601);
    }

    @Test
    void should_say_what_it_does_when_asked() throws InterruptedException {
        assertThat(pace.snapshot().limit()).isZero();
        clock.addAndGet(SECOND);

        for (int i = 0; i < 400; i++) {
            pace.refused(next());
        }

        assertThat(pace.snapshot().blocked()).isPresent();
        assertThat(pace.snapshot().refusals()).isEqualTo(400);
        assertThat(pace.isTaking()).isFalse();
        for (int i = 0; i < 20; i++) {
            pace.taken(next());
        }
        assertThat(pace.snapshot().blocked()).isEmpty();
        assertThat(pace.isTaking()).isTrue();
    }

    @Test
    @Timeout(20)
    void should_let_go_whoever_waits_when_the_cap_is_taken_away() throws InterruptedException {
        Pace real = new Pace();
        real.cap(Optional.of(0.001));
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread thread = new Thread(() -> {
                try {
                    real.taken(real.acquire());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            waiting.add(thread);
        }

        real.cap(Optional.empty());

        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(real.snapshot().waited()).isPositive();
    }
}
