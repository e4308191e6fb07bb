package routes.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.ExitCode;

/** bin/s3-migration, with a Java that says what it was asked for. */
class StartScriptTest {

    /** Writes the archive that it is to write, and ends with the code that it is told. */
    private static final String JAVA = """
            #!/bin/sh
            for argument; do
              case $argument in
                -XX:AOTCacheOutput=*) echo made >> "${0%/*}/made"; env > "${0%/*}/environment"; pwd > "${argument#*=}"; exit ;;
                -version) echo 'openjdk version "21.0.1" 2023-10-17' >&2; exit ;;
              esac
            done
            printf '%s\\n' "$@"
            exit "${CODE:-0}"
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new TreeMap<>();
    private Path home;
    private Path script;

    /** What a call has come to. */
    private record Answer(int code, List<String> lines) {}

    @BeforeEach
    void unpack() throws IOException {
        home = Files.createDirectories(folder.resolve("the program").resolve("s3"));
        script = Files.createDirectories(home.resolve("bin")).resolve("s3-migration");
        Files.copy(Path.of("src", "distribution", "bin", "s3-migration"), script);
        Files.copy(Path.of("deploy", "java.options"), home.resolve("java.options"));
        Files.createFile(home.resolve("s3-migration-routes.jar"));
        Files.createDirectory(home.resolve("lib"));
        environment.put("XDG_CACHE_HOME", folder.resolve("a cache").toString());
    }

    /** A Java of this version, which its release file says; 0: there is no such file. */
    private Path java(int version) throws IOException {
        Path java = Files.createDirectories(folder.resolve("java " + version).resolve("bin"))
                .resolve("java");
        Files.writeString(java, JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        if (version > 0) {
            Files.writeString(java.getParent().resolveSibling("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        }
        return java.getParent().getParent();
    }

    private Answer call(Path script, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), said.lines().toList());
    }

    private List<Path> caches() throws IOException {
        Path caches = folder.resolve("a cache").resolve("s3-migration-routes");
        if (!Files.isDirectory(caches)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(caches)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "17, true", "24, true", "25, false", "26, false"})
    void should_start_the_jar_with_its_options_and_all_arguments_when_called_by_a_link(int version, boolean older)
            throws Exception {
        environment.put("JAVA_HOME", java(version).toString());
        environment.put("CODE", "3");
        Path link = Files.createSymbolicLink(
                folder.resolve("a link"),
                Files.createSymbolicLink(folder.resolve("another"), Path.of("the program/s3/bin/s3-migration")));

        Answer answer = call(link, "verify", "--output", "a file.csv", "*");

        assertThat(answer.code()).isEqualTo(3);
        Path real = home.toRealPath();
        List<String> expected = new ArrayList<>();
        if (older) {
            // of which it does not know all
            expected.add("-XX:+IgnoreUnrecognizedVMOptions");
        }
        expected.addAll(List.of(
                "@" + real.resolve("java.options"),
                "-jar",
                real.resolve("s3-migration-routes.jar").toString(),
                "verify",
                "--output",
                "a file.csv",
                "*"));
        assertThat(answer.lines()).isEqualTo(expected);
        assertThat(caches().isEmpty()).isEqualTo(older);
    }

    @ParameterizedTest
    @CsvSource({
        "status, true",
        "plan, true",
        "--version, true",
        "'', false",
        "run, false",
        "plan --list, false",
        "verify, false"
    })
    void should_not_optimize_when_a_command_is_over_at_once(String line, boolean quick) throws Exception {
        environment.put("JAVA_HOME", java(25).toString());

        Answer answer = call(script, line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(answer.lines().contains("-XX:TieredStopAtLevel=1")).isEqualTo(quick);
    }

    @Test
    void should_take_the_java_of_the_path_when_no_other_is_named() throws Exception {
        environment.put("PATH", java(17).resolve("bin") + ":" + System.getenv("PATH"));

        assertThat(call(script, "plan").lines()).endsWith("plan");
    }

    @Test
    void should_say_one_line_and_exit_2_when_there_is_no_java_or_an_old_one() throws Exception {
        environment.put("JAVA_HOME", folder.toString());
        assertThat(call(script))
                .isEqualTo(new Answer(
                        ExitCode.BAD_CONFIGURATION, List.of("s3-migration: JAVA_HOME has no bin/java: " + folder)));

        environment.put("JAVA_HOME", java(11).toString());
        assertThat(call(script))
                .isEqualTo(new Answer(
                        ExitCode.BAD_CONFIGURATION,
                        List.of("s3-migration: Java 17 or later is needed, and " + java(11) + "/bin/java is 11")));

        environment.remove("JAVA_HOME");
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path tool = Files.writeString(tools.resolve("dirname"), "#!/bin/sh\nexec /usr/bin/dirname \"$@\"\n");
        assertThat(tool.toFile().setExecutable(true)).isTrue();
        environment.put("PATH", tools.toString());
        assertThat(call(script))
                .isEqualTo(new Answer(
                        ExitCode.BAD_CONFIGURATION,
                        List.of("s3-migration: there is no Java: install 17 or later, or name it in JAVA_HOME")));
    }

    @Test
    void should_make_one_cache_in_the_background_and_use_it_when_java_can() throws Exception {
        Path java = java(25);
        environment.put("JAVA_HOME", java.toString());
        environment.put("DB_PASSWORD", "secret");

        List<Process> atOnce = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            ProcessBuilder builder = new ProcessBuilder(script.toString()).directory(folder.toFile());
            builder.environment().putAll(environment);
            atOnce.add(builder.start());
        }
        for (Process process : atOnce) {
            assertThat(process.waitFor()).isZero();
        }

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(caches()).singleElement().asString().endsWith(".aot"));
        Path cache = caches().get(0);
        assertThat(java.resolve("bin").resolve("made")).hasContent("made");
        assertThat(java.resolve("bin").resolve("environment")).content().doesNotContain("DB_PASSWORD");
        // not where this was called, where settings may be
        assertThat(cache).content().contains(".making");
        assertThat(call(script, "run").lines()).contains("-XX:AOTCache=" + cache);

        Files.writeString(home.resolve("s3-migration-routes.jar"), "another version");
        assertThat(call(script, "run").lines()).noneMatch(line -> line.startsWith("-XX:AOTCache="));
    }

    @Test
    void should_go_without_a_cache_when_its_folder_cannot_be_made() throws Exception {
        environment.put("JAVA_HOME", java(25).toString());
        environment.put("XDG_CACHE_HOME", "/dev/null");

        assertThat(call(script, "run").lines())
                .startsWith("@" + home.toRealPath().resolve("java.options"))
                .endsWith("run")
                .hasSize(4);
    }
}
