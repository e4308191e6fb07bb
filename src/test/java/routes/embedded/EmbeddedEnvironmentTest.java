package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import routes.Environment;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

@Timeout(120)
class EmbeddedEnvironmentTest {

    private static final Path DIRECTORY = Path.of("target", "embedded").toAbsolutePath();

    @TempDir
    private Path temporary;

    @Test
    void should_be_found_by_the_service_loader() {
        assertThat(ServiceLoader.load(Environment.class)).singleElement().isInstanceOf(EmbeddedEnvironment.class);
    }

    @Test
    void should_give_settings_that_find_a_consistent_sample_and_leave_nothing_when_closed() throws Exception {
        Set<Path> workspacesBefore = ownWorkspaces();
        Set<ProcessHandle> processesBefore = ownProcesses();
        EmbeddedEnvironment environment = new EmbeddedEnvironment();
        try (environment) {
            Map<String, String> settings = environment.start(
                    Map.of("sample.rows", "1000", "sample.missing.percent", "1", "embedded.s3", "filesystem"));

            List<String> paths = paths(settings);
            Set<String> keys = keys(settings);
            assertThat(paths).hasSize(1000);
            assertThat(paths.stream().filter(SampleData::isUnderPrefix).filter(path -> !keys.contains(path)))
                    .hasSize(10);
            assertThat(keys.stream().filter(SampleData::isUnderPrefix)).isSubsetOf(paths);
            try (Jedis jedis = new Jedis(settings.get("redis.host"), Integer.parseInt(settings.get("redis.port")))) {
                assertThatThrownBy(jedis::dbSize).hasMessageContaining("NOAUTH");
                jedis.auth(settings.get("redis.password"));
                assertThat(jedis.dbSize()).isZero();
            }
            assertThat(environment.ecs().endpoint()).hasToString(settings.get("aws.endpoint.url.ecs"));
            assertThat(environment
                            .ecs()
                            .desiredCount(settings.get("cluster.name"), settings.get("consumer.service.name")))
                    .hasToString(settings.get("consumer.task.count"));
            Set<Path> added = ownWorkspaces();
            added.removeAll(workspacesBefore);
            assertNobodyElseReads(added, settings);
            assertThat(newProcesses(processesBefore)).hasSize(3);
            assertThat(ownWorkspaces()).hasSize(workspacesBefore.size() + 1);
        }
        environment.close();

        assertThat(newProcesses(processesBefore)).isEmpty();
        assertThat(ownWorkspaces()).isEqualTo(workspacesBefore);
    }

    @ParameterizedTest
    @CsvSource({"sample.rows,ten", "sample.rows,-1", "sample.missing.percent,101", "embedded.s3,tape"})
    void should_start_nothing_when_a_setting_is_malformed(String key, String value) {
        try (EmbeddedEnvironment environment = new EmbeddedEnvironment()) {
            assertThatThrownBy(() -> environment.start(Map.of(key, value)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(value);
        }
    }

    @ParameterizedTest
    @CsvSource({"throw,NONE", "exit,NONE", "wait,TERM", "wait,KILL"})
    void should_leave_no_process_and_no_file_when_the_program_ends(String ending, String signal) throws Exception {
        User user = User.start(ending, temporary);

        user.signal(signal);

        user.assertEnded();
        user.assertNothingLeft();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void should_keep_serving_when_the_program_winds_up_after_a_signal_to_its_group() throws Exception {
        User user = User.start("wind-up", temporary);

        user.signal("TERM");

        user.assertEnded();
        assertThat(user.output()).contains(EnvironmentUser.WOUND_UP);
        user.assertNothingLeft();
    }

    @Test
    void should_clear_what_an_earlier_start_left_when_its_watchdog_was_killed_too() throws Exception {
        User user = User.start("wait", temporary);
        user.killWatchdog();
        user.signal("KILL");
        user.assertEnded();
        assertThat(user.servers).allMatch(ProcessHandle::isAlive);
        assertThat(user.workspaces()).hasSize(1);

        Workspace.open(DIRECTORY).close();

        user.assertNothingLeft();
    }

    /** No other user of the machine gets into the workspace, and no file in it holds the passwords for longer than it is needed. */
    private static void assertNobodyElseReads(Set<Path> workspaces, Map<String, String> settings) throws IOException {
        for (Path workspace : workspaces) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.find(workspace, 2, (file, attributes) -> attributes.isRegularFile())) {
                for (Path file : files.toList()) {
                    if (file.endsWith("lock")) {
                        continue; // closing it would give up the lock
                    }
                    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(content).as("%s", file).doesNotContain(settings.get("db.password"));
                    if (content.contains(settings.get("redis.password"))) {
                        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                .isEqualTo("rw-------");
                    }
                }
            }
        }
    }

    private static List<String> paths(Map<String, String> settings) throws Exception {
        String url = "jdbc:mariadb://" + settings.get("database.host") + ":" + settings.get("database.port") + "/"
                + settings.get("database.name");
        List<String> paths = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(url, settings.get("db.user"), settings.get("db.password"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT " + settings.get("table.column.name.to.update")
                        + " FROM " + settings.get("database.table.to.update"))) {
            while (rows.next()) {
                paths.add(rows.getString(1));
            }
        }
        return paths;
    }

    private static Set<String> keys(Map<String, String> settings) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(URI.create(settings.get("aws.endpoint.url.s3")))
                .region(Region.of(settings.get("aws.region")))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        settings.get("aws.access.key.id"), settings.get("aws.secret.access.key"))))
                .build()) {
            return client
                    .listObjectsV2Paginator(list -> list.bucket(settings.get("source.s3.bucket")))
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .collect(Collectors.toSet());
        }
    }

    private static Set<ProcessHandle> ownProcesses() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }

    private static Set<ProcessHandle> newProcesses(Set<ProcessHandle> before) {
        Set<ProcessHandle> processes = ownProcesses();
        processes.removeAll(before);
        return processes;
    }

    private static Set<Path> ownWorkspaces() throws IOException {
        return workspacesOf(ProcessHandle.current().pid());
    }

    private static Set<Path> workspacesOf(long pid) throws IOException {
        try (Stream<Path> workspaces = Files.list(DIRECTORY)) {
            return workspaces
                    .filter(path -> Objects.toString(path.getFileName()).startsWith(pid + "-"))
                    .collect(Collectors.toSet());
        }
    }

    /** Another JVM with an environment of its own. */
    private static final class User {

        private final Process process;
        private final List<ProcessHandle> servers;
        private final List<ProcessHandle> watchdogs;
        private final BufferedReader reader;

        private User(Process process, BufferedReader reader) {
            this.process = process;
            this.reader = reader;
            Map<Boolean, List<ProcessHandle>> children = process.children()
                    .collect(Collectors.partitioningBy(child -> child.info()
                            .commandLine()
                            .filter(line -> line.contains("embedded-watchdog"))
                            .isPresent()));
            servers = children.get(false);
            watchdogs = children.get(true);
        }

        static User start(String ending, Path temporary) throws IOException {
            Process process = new ProcessBuilder(
                            "setsid",
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Djava.io.tmpdir=" + temporary,
                            "-Duser.home=" + temporary,
                            "-cp",
                            System.getProperty("java.class.path"),
                            EnvironmentUser.class.getName(),
                            ending)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            BufferedReader reader = process.inputReader();
            String line = reader.readLine();
            while (line != null && !line.equals(EnvironmentUser.READY)) {
                line = reader.readLine();
            }
            assertThat(line).isEqualTo(EnvironmentUser.READY);
            return new User(process, reader);
        }

        /** Sends a signal to the whole process group, as a terminal does at Ctrl-C. */
        void signal(String signal) throws Exception {
            if (!signal.equals("NONE")) {
                Process kill = new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid()).start();
                assertThat(kill.waitFor()).isZero();
            }
        }

        void killWatchdog() {
            assertThat(watchdogs).singleElement().satisfies(ProcessHandle::destroyForcibly);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> watchdogs.stream().noneMatch(ProcessHandle::isAlive));
        }

        void assertEnded() throws Exception {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        String output() {
            return reader.lines().collect(Collectors.joining("\n"));
        }

        Set<Path> workspaces() throws IOException {
            return workspacesOf(process.pid());
        }

        void assertNothingLeft() {
            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                assertThat(Stream.concat(servers.stream(), watchdogs.stream())).noneMatch(ProcessHandle::isAlive);
                assertThat(workspaces()).isEmpty();
            });
        }
    }
}
