package routes.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowSizeTest {

    private static final long TARGET = Duration.ofMillis(500).toNanos();

    private final WindowSize size = new WindowSize(Duration.ofNanos(TARGET), 100_000);

    @Test
    void should_grow_by_half_at_most_when_statements_are_quick() {
        assertThat(size.rows()).isEqualTo(1000);

        size.took(1000, 1);

        assertThat(size.rows()).isEqualTo(1500);
    }

    @Test
    void should_follow_the_rate_when_a_statement_takes_longer_than_it_may() {
        size.took(1000, 2 * TARGET);

        assertThat(size.rows()).isEqualTo(500);
    }

    @Test
    void should_weigh_what_was_before_when_one_statement_is_slower() {
        size.took(1000, TARGET);
        size.took(1000, 2 * TARGET);

        assertThat(size.rows()).isEqualTo(875);
    }

    @Test
    void should_shrink_to_a_tenth_at_once_when_a_statement_takes_five_times_its_time() {
        size.took(1000, 5 * TARGET);

        assertThat(size.rows()).isEqualTo(100);
    }

    @Test
    void should_shrink_to_a_tenth_when_a_statement_is_given_up() {
        size.tookTooLong();
        size.tookTooLong();
        size.tookTooLong();

        assertThat(size.rows()).isEqualTo(1);
        assertThat(size.isLeast()).isTrue();
    }

    @Test
    void should_stay_when_few_rows_were_done_in_time() {
        size.took(3, TARGET / 2);

        assertThat(size.rows()).isEqualTo(1000);
    }

    @Test
    void should_shrink_when_even_few_rows_take_too_long() {
        size.took(100, 2 * TARGET);

        assertThat(size.rows()).isEqualTo(50);
    }

    @Test
    void should_not_exceed_what_is_allowed_when_it_grows() {
        WindowSize small = new WindowSize(Duration.ofNanos(TARGET), 300);
        assertThat(small.rows()).isEqualTo(300);

        small.took(300, 1);

        assertThat(small.rows()).isEqualTo(300);
    }

    @Test
    void should_look_at_no_more_than_is_wanted_when_an_answer_is_full() {
        size.took(1000, 1);
        size.enough(200);

        assertThat(size.rows()).isEqualTo(200);
    }
}
