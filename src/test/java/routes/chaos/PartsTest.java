package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The report of a run in parts. */
class PartsTest {

    private static final String SIZE = "5 faults over 9 rows";
    private static final Parts.Part FIRST = new Parts.Part("a1", 1, 100, SIZE);
    private static final Parts.Part SECOND = new Parts.Part("a1", 101, 100, SIZE);
    private static final Parts NONE = new Parts(List.of());

    private static List<Parts.Figure> figures(Parts.Part part, int runs, int passed) {
        return List.of(
                new Parts.Figure(part, "ChaosIT", Parts.Kind.PROMISE, "It ends | random faults", runs, passed),
                new Parts.Figure(part, "ChaosIT", Parts.Kind.FAULT, "PAUSE", 3, 3));
    }

    @Test
    void should_add_up_when_parts_are_of_one_commit() {
        Parts parts = NONE.with(FIRST, figures(FIRST, 100, 99)).with(SECOND, figures(SECOND, 100, 100));

        assertThat(Parts.read(parts.lines()).report())
                .contains(
                        "| 1 to 100 | " + SIZE + " | a1 | 100 | 99 |",
                        "| 101 to 200 | " + SIZE + " | a1 | 100 | 100 |",
                        "| It ends | random faults | 200 | 199 |",
                        "| PAUSE | 6 |");
    }

    @Test
    void should_count_a_part_once_when_it_is_run_again() {
        List<Parts.Figure> others =
                List.of(new Parts.Figure(FIRST, "BreakageIT", Parts.Kind.PROMISE, "It ends | once", 1, 1));
        Parts parts =
                NONE.with(FIRST, figures(FIRST, 100, 99)).with(FIRST, others).with(FIRST, figures(FIRST, 100, 100));

        assertThat(parts.report())
                .contains(
                        "| 1 to 100 | " + SIZE + " | a1 | 100 | 100 |",
                        "| It ends | random faults | 100 | 100 |",
                        "| It ends | once | 1 | 1 |");
    }

    @Test
    void should_drop_parts_when_they_are_of_another_commit() {
        Parts.Part later = new Parts.Part("b2", 101, 100, SIZE);
        Parts parts = NONE.with(FIRST, figures(FIRST, 100, 100)).with(later, figures(later, 100, 98));

        assertThat(parts.report())
                .contains("| It ends | random faults | 100 | 98 |")
                .noneMatch(line -> line.contains("a1"));
    }

    @Test
    void should_name_the_seeds_when_schedules_failed() {
        Parts parts = NONE.with(
                FIRST, List.of(new Parts.Figure(FIRST, "ChaosIT", Parts.Kind.FAILED, "ChaosIT seed 17", 1, 0)));

        assertThat(parts.report()).contains("Failed: ChaosIT seed 17.");
    }
}
