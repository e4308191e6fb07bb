package routes.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HttpAccessTest {

    @Test
    void should_refuse_everybody_when_there_is_no_token() {
        assertThat(new Access("").isPossible()).isFalse();
        assertThatThrownBy(() -> new Access("").check("Bearer "))
                .isInstanceOf(HttpRefusal.class)
                .hasMessageContaining("STATUS_TOKEN")
                .extracting("status")
                .isEqualTo(403);
    }

    @Test
    void should_let_pass_when_the_token_is_right() throws Exception {
        new Access("secret").check("Bearer secret");
    }

    @Test
    void should_refuse_when_the_token_is_wrong() {
        for (String header :
                new String[] {null, "", "secret", "Bearer", "Bearer secre", "Bearer secrets", "Basic secret"}) {
            assertThatThrownBy(() -> new Access("secret").check(header))
                    .as("%s", header)
                    .extracting("status")
                    .isEqualTo(401);
        }
    }

    @Test
    void should_write_a_line_a_minute_when_anybody_can_bring_it_about() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
        OnceAMinute lines = new OnceAMinute(now::get);

        assertThat(IntStream.range(0, 300).filter(second -> {
                    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
                    return lines.isDue();
                }))
                .hasSize(5);
    }

    @Test
    void should_span_the_run_in_few_samples_when_it_is_long() {
        History history = new History(100, 1000);
        LongStream.range(0, 100_000).forEach(second -> history.add(new History.Sample(second * 1000, 1, 1, 0, 0)));

        assertThat(history.samples()).hasSizeBetween(50, 100);
        assertThat(history.samples().get(0).at()).isZero();
        assertThat(history.samples().get(history.samples().size() - 1).at()).isGreaterThan(97_000_000L);
    }
}
