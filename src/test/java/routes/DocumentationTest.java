package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import routes.config.Event;
import routes.config.Settings;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.status.Status;
import routes.verify.Difference;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The README's table of settings is the one of application.properties, and every setting is read somewhere. */
class DocumentationTest {

    private static final Path PROPERTIES = Path.of("src/main/resources/application.properties");
    private static final Path DEVELOPMENT = Path.of("src/main/resources/routes/embedded/development.properties");
    private static final Path CONSTANTS = Path.of("src/main/resources/routes/config/constants.properties");
    private static final String HEADING = "# ---- ";

    /** What the README has room for: the settings under the first heading. */
    private static final int MOST_IN_README = 19;

    /** A setting as a properties file has it: under a heading, with the comment above it or above the keys before it. */
    private record Setting(String heading, String key, String value, String comment) {}

    private static List<Setting> settings(Path file) {
        List<Setting> settings = new ArrayList<>();
        List<String> comment = new ArrayList<>();
        String heading = "";
        boolean commenting = false;
        for (String line : read(file).lines().toList()) {
            if (line.startsWith(HEADING) || line.isBlank()) {
                heading = line.isBlank() ? heading : line.replaceAll("^# -+ | -+$", "");
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
                settings.add(new Setting(
                        heading, line.substring(0, equals), line.substring(equals + 1), String.join(" ", comment)));
            }
        }
        return settings;
    }

    private static boolean isShown(Setting setting) {
        return !setting.key().startsWith("endpoint.") && !setting.key().startsWith("camel.");
    }

    private static String table(List<Setting> settings) {
        return settings.stream()
                .map(setting -> "| `%s` | %s | %s |\n"
                        .formatted(
                                Settings.variable(setting.key()),
                                setting.value().isEmpty() ? "" : "`" + setting.value() + "`",
                                setting.comment()))
                .collect(Collectors.joining("", "| variable | default | effect |\n|---|---|---|\n", ""));
    }

    private static String tables(List<Setting> settings) {
        Map<String, List<Setting>> byHeading = settings.stream()
                .collect(Collectors.groupingBy(Setting::heading, LinkedHashMap::new, Collectors.toList()));
        StringBuilder text = new StringBuilder();
        byHeading.forEach((heading, of) -> text.append("\n## ")
                .append(heading.substring(0, 1).toUpperCase(Locale.ROOT))
                .append(heading.substring(1))
                .append("\n\n")
                .append(table(of)));
        return text.append("\n").toString();
    }

    private static void check(String document, String part, String expected) throws IOException {
        Path path = Path.of(document);
        String text = Files.readString(path);
        String mark = "<!-- " + part + " -->\n";
        int begin = text.indexOf(mark) + mark.length();
        int end = text.indexOf("<!-- /" + part + " -->");
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(path, text.substring(0, begin) + expected + text.substring(end));
            return;
        }

        assertThat(text.substring(begin, end))
                .as("mvn test -Dtest=DocumentationTest -Ddocs.update=true writes the tables")
                .isEqualTo(expected);
    }

    @Test
    void should_list_what_a_migration_needs_in_the_readme_and_the_rest_apart() throws IOException {
        List<Setting> shown =
                settings(PROPERTIES).stream().filter(DocumentationTest::isShown).toList();
        String first = shown.get(0).heading();
        Map<Boolean, List<Setting>> parts = shown.stream()
                .collect(Collectors.partitioningBy(setting -> setting.heading().equals(first)));

        check("README.md", "settings", table(parts.get(true)));
        check("docs/settings.md", "settings", tables(parts.get(false)));
        check("docs/emulation.md", "settings", tables(settings(DEVELOPMENT)).replace("\n## ", "\n### "));
        assertThat(parts.get(true)).hasSizeLessThanOrEqualTo(MOST_IN_README);
    }

    @Test
    void should_say_what_to_do_about_every_reason_when_there_is_one() throws IOException {
        check(
                "docs/copy.md",
                "reasons",
                Stream.of(Reason.values())
                        .map(reason -> "| `%s` | %s | %s |\n".formatted(reason, reason.meaning(), reason.advice()))
                        .collect(Collectors.joining("", "| code | meaning | what to do |\n|---|---|---|\n", "")));
    }

    @Test
    void should_say_what_to_do_about_every_kind_of_difference_when_there_is_one() throws IOException {
        check(
                "docs/operations.md",
                "differences",
                Stream.of(Difference.Kind.values())
                        .map(kind -> "| `%s` | %s | %s |\n".formatted(kind, kind.meaning(), kind.advice()))
                        .collect(Collectors.joining("", "| kind | meaning | what to do |\n|---|---|---|\n", "")));
    }

    @Test
    void should_list_every_event_of_the_log_when_there_is_one() throws IOException {
        check(
                "docs/observability.md",
                "events",
                Stream.of(Event.values())
                        .map(event -> "| `%s` | %s | %s |\n"
                                .formatted(
                                        event.text(),
                                        event.fields().stream()
                                                .map(field -> "`" + field + "`")
                                                .collect(Collectors.joining(", ")),
                                        event.when()))
                        .collect(Collectors.joining("", "| event | fields | when |\n|---|---|---|\n", "")));
    }

    @Test
    void should_list_every_state_when_there_is_one() throws IOException {
        Map<Status.State, String> meanings = new EnumMap<>(Status.State.class);
        Matcher lines = Pattern.compile("(?m)^     \\* ([A-Z_]{4,}) +(\\S.*)$")
                .matcher(read(Path.of("src/main/java/routes/status/Status.java")));
        while (lines.find()) {
            meanings.put(Status.State.valueOf(lines.group(1)), lines.group(2));
        }
        assertThat(meanings).containsOnlyKeys(Status.State.values());
        check(
                "docs/operations.md",
                "states",
                meanings.entrySet().stream()
                        .map(state -> "| `%s` | %s |\n".formatted(state.getKey().words(), state.getValue()))
                        .collect(Collectors.joining("", "| state | when |\n|---|---|\n", "")));
    }

    /** Answers that S3, or who stands before it, is known to give to a copy. */
    private static final List<String> ANSWERS = List.of(
            "404 NoSuchKey",
            "403 InvalidObjectState",
            "400 KeyTooLongError",
            "404 NoSuchBucket",
            "400 ExpiredToken",
            "403 InvalidAccessKeyId",
            "403 RequestTimeTooSkewed",
            "403 AccessDenied",
            "403 ",
            "403 SignatureDoesNotMatch",
            "400 KMS.DisabledException",
            "400 InvalidRequest",
            "400 ",
            "404 ",
            "409 ConditionalRequestConflict",
            "500 InternalError",
            "503 SlowDown",
            "502 ",
            "200 InternalError");

    private static String answer(String statusAndCode) {
        String[] parts = statusAndCode.split(" ", 2);
        S3Exception answer = (S3Exception) S3Exception.builder()
                .statusCode(Integer.parseInt(parts[0]))
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(parts[1]).build())
                .build();
        return "| %s %s | %s |\n"
                .formatted(
                        parts[0],
                        parts[1].isEmpty() ? "without a code: a HEAD, the page of a proxy" : "`" + parts[1] + "`",
                        meaning(answer));
    }

    private static String meaning(Throwable failure) {
        return S3Faults.reason(failure)
                .map(reason -> reason.isByEvidence()
                        ? "by evidence; the object's: `" + reason + "`"
                        : "`" + reason + "`, at once")
                .orElse("the system's, at once: the job is held");
    }

    @Test
    void should_say_what_each_answer_leads_to_when_a_copy_fails() throws IOException {
        Map<String, Throwable> others = new LinkedHashMap<>();
        others.put("no connection", SdkClientException.create("", new ConnectException()));
        others.put(
                "no answer in time, or a connection that breaks", SdkClientException.create("", new SocketException()));
        others.put("200 without a result, and no such object at the new key", new IllegalStateException());
        check(
                "docs/copy.md",
                "answers",
                Stream.concat(
                                ANSWERS.stream().map(DocumentationTest::answer),
                                others.entrySet().stream().map(other -> "| %s | %s |\n"
                                        .formatted(other.getKey(), meaning(other.getValue()))))
                        .collect(Collectors.joining("", "| answer to a copy | whose fault |\n|---|---|\n", "")));
    }

    @Test
    void should_read_every_setting_and_constant_somewhere_when_there_is_one() {
        String sources;
        try (Stream<Path> files =
                Stream.of("src/main", "terraform", "emulation-routes").flatMap(DocumentationTest::walk)) {
            sources = files.map(DocumentationTest::read).collect(Collectors.joining());
        }
        Stream.of(PROPERTIES, DEVELOPMENT, CONSTANTS)
                .flatMap(file -> settings(file).stream())
                .map(Setting::key)
                .filter(key -> !key.startsWith("camel."))
                .forEach(key -> assertThat(sources.contains("\"" + key + "\"")
                                || sources.contains("{{" + key + "}}")
                                || sources.contains(Settings.variable(key)))
                        .as("%s is read", key)
                        .isTrue());
    }

    @Test
    void should_name_no_setting_of_an_earlier_version_when_there_are_successors() throws IOException {
        Properties gone = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/routes/config/gone.properties"))) {
            gone.load(in);
        }
        String documents;
        try (Stream<Path> files = Stream.concat(
                Stream.of("README.md", "CONTRIBUTING.md", "docker-compose.yml", ".env.example", "Dockerfile")
                        .map(Path::of),
                Stream.of("docs", "deploy", "terraform", "benchmarks").flatMap(DocumentationTest::walkDocuments))) {
            documents = files.map(DocumentationTest::read).collect(Collectors.joining());
        }

        assertThat(gone.stringPropertyNames().stream().map(Settings::variable).filter(name -> Pattern.compile(
                                "\\b" + name + "\\b")
                        .matcher(documents)
                        .find()))
                .isEmpty();
    }

    private static Stream<Path> walkDocuments(String folder) {
        try {
            return Files.walk(Path.of(folder))
                    .filter(path -> path.toString().matches("(?!.*/\\.terraform/).*\\.(md|json|ya?ml|tf|hcl|sh|conf)"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(String folder) {
        try {
            return Files.walk(Path.of(folder))
                    .filter(path -> path.toString().matches(".*\\.(java|properties|xml|tf|ya?ml)"));
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
