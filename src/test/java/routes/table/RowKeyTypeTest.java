package routes.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RowKeyTypeTest {

    private static final String DIGITS = "9".repeat(65);

    static Stream<Arguments> keys() {
        return Stream.of(
                Arguments.of(RowKeyType.NUMBER, "-1"),
                Arguments.of(RowKeyType.NUMBER, "0007"),
                Arguments.of(RowKeyType.NUMBER, "18446744073709551615"),
                Arguments.of(RowKeyType.NUMBER, "-" + DIGITS),
                Arguments.of(RowKeyType.NUMBER, DIGITS.substring(38) + "." + DIGITS.substring(27)),
                Arguments.of(RowKeyType.BITS, "18446744073709551615"),
                Arguments.of(RowKeyType.TEXT, ""),
                Arguments.of(RowKeyType.TEXT, "a\nb\u0000"),
                Arguments.of(RowKeyType.TEXT, "😀".repeat(768)),
                Arguments.of(RowKeyType.TIME, "2024-00-00"),
                Arguments.of(RowKeyType.TIME, "2024-02-29 23:59:59.999999"),
                Arguments.of(RowKeyType.TIME, "-838:59:59.999999"),
                Arguments.of(RowKeyType.TIME, "1999"),
                Arguments.of(RowKeyType.LABEL, "😀".repeat(255)),
                Arguments.of(RowKeyType.BINARY, ""),
                Arguments.of(RowKeyType.BINARY, "00ff".repeat(1536)));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void should_take_a_key_when_a_column_may_hold_it(RowKeyType type, String key) {
        assertThat(type.isKey(key)).isTrue();
        assertThat(type.value(key)).isNotNull();
    }

    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of(RowKeyType.NUMBER, "1E2000000000"),
                Arguments.of(RowKeyType.NUMBER, "1e5"),
                Arguments.of(RowKeyType.NUMBER, ""),
                Arguments.of(RowKeyType.NUMBER, "one"),
                Arguments.of(RowKeyType.NUMBER, "1\n"),
                Arguments.of(RowKeyType.NUMBER, "+1"),
                Arguments.of(RowKeyType.NUMBER, "9" + DIGITS),
                Arguments.of(RowKeyType.NUMBER, "0." + DIGITS),
                Arguments.of(RowKeyType.BITS, "-1"),
                Arguments.of(RowKeyType.BITS, "1E2000000000"),
                Arguments.of(RowKeyType.TEXT, "x".repeat(3073)),
                Arguments.of(RowKeyType.TIME, "yesterday"),
                Arguments.of(RowKeyType.TIME, "2024-01-01".repeat(10)),
                Arguments.of(RowKeyType.LABEL, "x".repeat(256)),
                Arguments.of(RowKeyType.BINARY, "0"),
                Arguments.of(RowKeyType.BINARY, "0g"),
                Arguments.of(RowKeyType.BINARY, "00".repeat(3073)));
    }

    @ParameterizedTest
    @MethodSource("others")
    void should_refuse_a_text_when_no_column_holds_it(RowKeyType type, String text) {
        assertThatThrownBy(() -> type.value(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no row key of this table")
                .hasMessageNotContaining("x".repeat(101));
    }
}
