package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import routes.config.Settings;

/** The README's table of settings is the one of application.properties, and every setting is read somewhere. */
class DocumentationTest {

    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final String BEGIN =
            "<!-- settings: checked by a test against src/main/resources/application.properties -->\n";
    private static final String END = "<!-- /settings -->";

    /** A setting as application.properties has it: the comment above, or the one of the keys before it. */
    private record Setting(String value, String comment) {}

    private static Map<String, Setting> settings() throws IOException {
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<String> comment = new ArrayList<>();
        boolean commenting = false;
        for (String line : Files.readAllLines(PROPERTIES)) {
            if (line.startsWith("# ----") || line.isBlank()) {
                comment.clear();
                commenting = false;
            } else if (line.startsWith("#")) {
                if (!commenting) {
                    comment.clear();
                }
                commenting = true;
                comment.add(line.substring(1).strip());
            } else {
                commenting = false;
                int equals = line.indexOf('=');
                settings.put(
                        line.substring(0, equals), new Setting(line.substring(equals + 1), String.join(" ", comment)));
            }
        }
        return settings;
    }

    private static boolean isShown(String key) {
        return !key.startsWith("endpoint.") && !key.startsWith("camel.");
    }

    private static String table() throws IOException {
        return settings().entrySet().stream()
                .filter(entry -> isShown(entry.getKey()))
                .map(entry -> "| `%s` | %s | %s |\n"
                        .formatted(
                                Settings.variable(entry.getKey()),
                                entry.getValue().value().isEmpty()
                                        ? ""
                                        : "`" + entry.getValue().value() + "`",
                                entry.getValue().comment()))
                .collect(Collectors.joining("", "| variable | default | effect |\n|---|---|---|\n", ""));
    }

    @Test
    void should_list_every_setting_in_the_readme_when_there_is_one() throws IOException {
        Path path = Path.of("README.md");
        String readme = Files.readString(path);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(path, readme.substring(0, begin) + table() + readme.substring(end));
            return;
        }

        assertThat(readme.substring(begin, end))
                .as("mvn test -Dtest=DocumentationTest -Ddocs.update=true writes the table")
                .isEqualTo(table());
    }

    @Test
    void should_read_every_setting_somewhere_when_there_is_one() throws IOException {
        String sources;
        try (Stream<Path> files = Stream.of("src/main", "terraform").flatMap(DocumentationTest::walk)) {
            sources = files.map(DocumentationTest::read).collect(Collectors.joining());
        }
        for (String key : settings().keySet()) {
            if (!key.startsWith("camel.")) {
                assertThat(sources.contains("\"" + key + "\"")
                                || sources.contains("{{" + key + "}}")
                                || sources.contains(Settings.variable(key)))
                        .as("%s is read", key)
                        .isTrue();
            }
        }
    }

    private static Stream<Path> walk(String folder) {
        try {
            return Files.walk(Path.of(folder)).filter(path -> path.toString().matches(".*\\.(java|properties|xml|tf)"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
