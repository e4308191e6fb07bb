package routes.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a terminal of 80 columns shows after all that was written to it. */
class TerminalLineTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final TerminalLine line = new TerminalLine(new PrintStream(written, true, StandardCharsets.UTF_8));

    /** The lines of the screen: of all that such a line uses, a terminal knows the carriage return and the erasing of a line. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>(List.of(""));
        for (String part : written.toString(StandardCharsets.UTF_8).split("(?<=\n)|(?=\r)")) {
            int last = lines.size() - 1;
            String text = part.startsWith("\r\u001b[K") ? part.substring(4) : lines.get(last) + part;
            lines.set(last, text.replace("\n", ""));
            if (part.endsWith("\n")) {
                lines.add("");
            }
        }
        return lines;
    }

    @Test
    void should_keep_every_line_of_the_log_when_the_line_is_drawn_again_and_again() {
        for (int i = 0; i < 50; i++) {
            line.show(i + " % of 50 rows");
            line.above().print("job " + i + ": ");
            line.show(i + " % of 50 rows, again");
            line.above().println("20 rows");
        }

        assertThat(screen().subList(0, 50))
                .isEqualTo(IntStream.range(0, 50)
                        .mapToObj(i -> "job " + i + ": 20 rows")
                        .toList());
        assertThat(screen().get(50)).isEqualTo("49 % of 50 rows, again");
    }

    @Test
    void should_fit_into_80_columns_and_leave_nothing_behind_when_it_is_closed() {
        line.show("held up: " + "x".repeat(200));

        assertThat(screen()).singleElement().asString().hasSize(79).endsWith("…");

        line.above().println("the end");
        line.close();

        assertThat(screen()).containsExactly("the end", "");
    }
}
