package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import routes.config.Event;

/** What every line of the log says, whoever writes it: looked up in the sources, and in what a run writes. */
class LogLinesTest {

    private static final Path SOURCES = Path.of("src", "main", "java", "routes");

    /** Not in the jar. */
    private static final Set<String> OF_TESTS = Set.of("embedded", "emulation");

    private static final Pattern PLAIN =
            Pattern.compile("\\bLOG\\s*\\.(info|warn|error|atInfo|atWarn|atError|atLevel)\\(");
    private static final Pattern TOLD =
            Pattern.compile("\\bEvent\\.([A-Z_]+)\\s*\\.(?:info|warn|error)\\(((?:\"(?:\\\\.|[^\"])*\"|[^;])*);");
    private static final Pattern OWN =
            Pattern.compile("\\bLOG\\s*\\.\\w+\\(([^;]*),\\s*value\\(\"event\", \"(\\w+)\"\\)\\)");
    private static final Pattern FIELD = Pattern.compile("\\b(?:value|kv)\\(\\s*\"(\\w+)\"");

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !OF_TESTS.contains(
                            SOURCES.relativize(path).getName(0).toString()))
                    .filter(path -> !path.endsWith(Path.of("config", "Event.java")))
                    .toList();
        }
    }

    @Test
    void should_have_an_event_when_a_line_is_written() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path file : sources()) {
            String text = Files.readString(file);
            PLAIN.matcher(text).results().forEach(match -> {
                String statement = text.substring(match.start(), text.indexOf(";", match.start()));
                // the component could be another program's, and says the same in its own words
                if (!file.startsWith(SOURCES.resolve("redisstream")) || !statement.contains("value(\"event\"")) {
                    without.add(file + ":" + line(text, match.start()) + ": " + statement);
                }
            });
        }

        assertThat(without).as("lines that Event.X.info(LOG, ...) should write").isEmpty();
    }

    @Test
    void should_have_the_fields_that_are_documented_when_an_event_is_told() throws IOException {
        TreeMap<Event, Set<String>> used = new TreeMap<>();
        for (Path file : sources()) {
            Matcher told = TOLD.matcher(Files.readString(file));
            Matcher own = OWN.matcher(Files.readString(file));
            while (own.find()) {
                Set<String> fields = used.computeIfAbsent(
                        Event.valueOf(own.group(2).toUpperCase(Locale.ROOT)), event -> new TreeSet<>());
                FIELD.matcher(own.group(1)).results().forEach(field -> fields.add(field.group(1)));
            }
            while (told.find()) {
                Set<String> fields = used.computeIfAbsent(Event.valueOf(told.group(1)), event -> new TreeSet<>());
                FIELD.matcher(told.group(2)).results().forEach(field -> fields.add(field.group(1)));
            }
        }

        for (Event event : Event.values()) {
            assertThat(used.getOrDefault(event, Set.of())).as(event.text()).isEqualTo(new TreeSet<>(event.fields()));
        }
    }

    private static int line(String text, int at) {
        return (int) text.substring(0, at).lines().count();
    }
}
