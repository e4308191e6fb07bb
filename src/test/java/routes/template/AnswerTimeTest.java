package routes.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-01T10:20:30.123Z",
                "1999-12-31T23:59:59.999Z",
                "2024-02-29T00:00:00.000Z",
                "2026-11-01T10:20:30Z",
                "2026-11-01T10:20:30.123456Z"
            })
    void should_read_what_java_reads_when_it_is_a_time(String text) {
        assertThat(AnswerTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13-01T10:20:30.123Z",
                "2026-1x-01T10:20:30.123Z",
                "2026-11-01T10:20:30.123"
            })
    void should_know_no_time_when_it_is_none(String text) {
        assertThat(AnswerTime.parse(text)).isNull();
    }
}
