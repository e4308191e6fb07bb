package routes.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HttpAccessTest {

    @Test
    void should_refuse_everybody_when_there_is_no_token() {
        assertThat(new Access("").isPossible()).isFalse();
        assertThatThrownBy(() -> new Access("").check("Bearer ", null))
                .isInstanceOf(HttpRefusal.class)
                .hasMessageContaining("STATUS_TOKEN")
                .extracting("status")
                .isEqualTo(403);
    }

    @Test
    void should_let_pass_when_the_token_is_right() throws Exception {
        new Access("secret").check("Bearer secret", null);
        new Access("secret").check("Bearer secret", "same-origin");
    }

    @Test
    void should_refuse_when_the_token_is_wrong_or_another_site_asks() {
        for (String header :
                new String[] {null, "", "secret", "Bearer", "Bearer secre", "Bearer secrets", "Basic secret"}) {
            assertThatThrownBy(() -> new Access("secret").check(header, null))
                    .as("%s", header)
                    .extracting("status")
                    .isEqualTo(401);
        }
        assertThatThrownBy(() -> new Access("secret").check("Bearer secret", "same-site"))
                .extracting("status")
                .isEqualTo(403);
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
