package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EmbeddedSampleDataTest {

    private static final int ROWS = 10_000;

    private final List<SampleData.Row> rows = new SampleData(ROWS, 1, 0).all().toList();
    private final List<String> paths =
            rows.stream().map(SampleData.Row::path).filter(Objects::nonNull).toList();

    @Test
    void should_be_the_same_when_the_seed_is_and_another_when_not() {
        assertThat(new SampleData(ROWS, 1, 0).all()).isEqualTo(rows);
        assertThat(new SampleData(ROWS, 2, 0).all().toList()).isNotEqualTo(rows);
    }

    @Test
    void should_number_the_rows_from_one() {
        assertThat(rows).hasSize(ROWS);
        assertThat(rows.get(0).id()).isEqualTo(1);
        assertThat(rows.get(ROWS - 1).id()).isEqualTo(ROWS);
    }

    @Test
    void should_hold_names_of_each_kind() {
        for (String part :
                List.of(" ", "+", "%", "%2F", "#", "?", "&", "=", "'", "\"", "\\", "_", "\uD83D\uDE00", "\t", "\n")) {
            assertThat(paths).anyMatch(path -> SampleData.isUnderPrefix(path) && path.contains(part));
        }
        assertThat(paths)
                .anyMatch(path -> path.endsWith(" "))
                .anyMatch(path -> path.split("/", -1).length > 5)
                .allMatch(path -> path.getBytes(StandardCharsets.UTF_8).length <= 1023)
                .anyMatch(path -> path.getBytes(StandardCharsets.UTF_8).length == 1023)
                .noneMatch(path -> path.contains("//") || path.endsWith("/"));
    }

    @Test
    void should_hold_keys_that_differ_only_in_case_form_or_final_space() {
        assertThat(doubled(path -> path.toLowerCase(Locale.ROOT))).isPositive();
        assertThat(doubled(path -> Normalizer.normalize(path, Normalizer.Form.NFC)))
                .isPositive();
        assertThat(doubled(String::stripTrailing)).isPositive();
        assertThat(doubled(path -> path.replace('+', ' '))).isPositive();
        assertThat(doubled(path -> path.replace("%20", " "))).isPositive();
    }

    @Test
    void should_hold_a_few_rows_that_share_an_object() {
        Map<String, Long> uses = paths.stream()
                .filter(SampleData::isUnderPrefix)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(uses.values().stream().filter(count -> count > 1)).hasSizeBetween(50, 150);
    }

    @Test
    void should_hold_two_percent_of_rows_outside_the_prefix() {
        List<String> outside = rows.stream()
                .map(SampleData.Row::path)
                .filter(path -> !SampleData.isUnderPrefix(path))
                .toList();

        assertThat(outside)
                .hasSize(ROWS / 50)
                .containsNull()
                .contains("", "image")
                .anyMatch(path -> path != null && path.startsWith("images/"))
                .anyMatch(path -> path != null && path.startsWith("images-old/"))
                .anyMatch(path -> path != null && path.startsWith("avatar/"));
    }

    @Test
    void should_leave_out_as_many_objects_of_rows_that_share_none_as_told() {
        SampleData sample = new SampleData(ROWS, 1, 17);

        List<SampleData.Row> missing = sample.missing().toList();

        assertThat(missing)
                .hasSize(17)
                .allMatch(row -> SampleData.isUnderPrefix(row.path()))
                .allMatch(row -> paths.stream().filter(row.path()::equals).count() == 1);
        assertThatThrownBy(() -> new SampleData(10, 1, 11)).isInstanceOf(IllegalArgumentException.class);
    }

    private long doubled(UnaryOperator<String> view) {
        List<String> distinct = paths.stream().distinct().toList();
        return distinct.size() - distinct.stream().map(view).distinct().count();
    }
}
