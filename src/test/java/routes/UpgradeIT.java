package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.testing.Servers;

/**
 * A migration that the program of an earlier commit has begun, killed at some moment, and the jar of this one. What is there goes on with ledger
 * and Redis as they are, or is refused in one line that says how. {@code mvn -Pupgrade verify}.
 */
@Tag("upgrade")
@Timeout(600)
class UpgradeIT {

    private static final String COMMIT = "9e4affb";
    private static final int ROWS = 900;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static Path old;

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name();
    private final Map<String, String> settings = settings();

    /** When the earlier program was killed, or had ended. */
    enum Moment {
        NOTHING_QUEUED,
        COPYING,
        COPIED,
        REWRITING,
        DONE_WITH_EXCEPTIONS,
        DONE
    }

    @BeforeAll
    static void build() throws Exception {
        Process script = new ProcessBuilder("src/dev/jar-of", COMMIT, "target/upgrade")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).isZero();
        old = Path.of(printed.strip());
    }

    /** Those that both programs know. */
    private Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(Servers.settings(fixture.database(), fixture.buckets()));
        all.put("database.table.to.update", MigrationFixture.TABLE);
        all.put("table.column.name.to.update", MigrationFixture.COLUMN);
        all.put("temp.table.for.update", MigrationFixture.LEDGER);
        all.put("legacy.s3.object.prefix", "image");
        all.put("target.object.prefix", "avatar/");
        all.put("redis.namespace", namespace);
        all.put("job.rows", "20");
        all.put("apply.rows", "40");
        all.put("copy.concurrency", "4");
        all.put("report.uri", "file:target/reports");
        all.put("status.port", "0");
        all.put("management.port", "0");
        return all;
    }

    private void begin(Moment moment) throws Exception {
        String[] paths = Stream.concat(
                        IntStream.range(0, ROWS - 3).mapToObj(row -> "image/" + row % 7 + "/a " + row + "\u00E9.jpg"),
                        Stream.of("image/twice", "image/twice", "image/x%2F+?#.jpg"))
                .toArray(String[]::new);
        fixture.withTable().rows(paths);
        fixture.objects(Stream.of(paths)
                .skip(moment == Moment.DONE_WITH_EXCEPTIONS ? 3 : 0)
                .distinct()
                .toArray(String[]::new));
        switch (moment) {
            case NOTHING_QUEUED -> pausedBeforeItQueued();
            case COPYING -> killWhen("run", () -> recorded("state IS NOT NULL") > 100);
            case COPIED -> copied();
            case REWRITING -> {
                copied();
                rewritten();
            }
            case DONE_WITH_EXCEPTIONS -> ended(ExitCode.DONE_WITH_EXCEPTIONS);
            case DONE -> ended(ExitCode.DONE);
        }
    }

    private void pausedBeforeItQueued() throws Exception {
        try (Jedis redis = Servers.jedis()) {
            redis.set(namespace + ":control", "paused");
            killWhen("producer", () -> fixture.ledger().isEmpty() && redis.exists(namespace + ":migration"));
        }
    }

    private void copied() throws Exception {
        try (Jedis redis = Servers.jedis()) {
            killWhen("producer", () -> "1".equals(redis.hget(namespace + ":scan", "complete")));
        }
        killWhen("consumer", () -> recorded("state = 'COPIED'") == ROWS);
    }

    /** Some rows are held by another transaction. */
    private void rewritten() throws Exception {
        try (Connection lock = fixture.database().adminDataSource().getConnection();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM ImageDataTable WHERE ID = 500 FOR UPDATE");
            killWhen("producer", () -> recorded("state = 'APPLIED'") > 100);
        }
        assertThat(recorded("state = 'COPIED'")).isPositive();
    }

    private void ended(int code) throws Exception {
        try (ShippedJar run = ShippedJar.startOf(old, settings, "run")) {
            assertThat(run.exitCode()).as(run.output()).isEqualTo(code);
        }
    }

    /** With SIGKILL; then waits until its signs of life are too old. */
    private void killWhen(String role, Callable<Boolean> condition) throws Exception {
        try (ShippedJar jar = ShippedJar.startOf(old, settings, role)) {
            await(role)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptions()
                    .until(condition);
            jar.kill();
            jar.exitCode();
        }
        try (Jedis redis = Servers.jedis()) {
            await().atMost(LIMIT)
                    .until(() -> redis.keys(namespace + ":process:*").isEmpty());
        }
    }

    private long recorded(String condition) throws SQLException {
        return Long.parseLong(
                fixture.column("SELECT COUNT(*) FROM moved WHERE " + condition).get(0));
    }

    /** What the jar of this commit says to a command. */
    private String command(int code, String... arguments) throws Exception {
        try (ShippedJar jar = ShippedJar.start(settings, arguments)) {
            assertThat(jar.exitCode()).as(jar.output()).isEqualTo(code);
            return jar.output();
        }
    }

    private void assertThatAllRowsHold(String prefix) throws Exception {
        assertThat(fixture.paths()).hasSize(ROWS).allMatch(path -> path.startsWith(prefix));
    }

    @ParameterizedTest
    @EnumSource
    void should_go_on_when_the_ledger_was_changed_as_the_one_line_says(Moment moment) throws Exception {
        begin(moment);
        List<String> before = fixture.paths();
        Map<String, Object> everything = OldMigration.everything(fixture);

        assertThat(command(ExitCode.DONE, "plan")).contains("Ledger  of an earlier version");
        command(ExitCode.DONE, "status");
        String refusal = command(ExitCode.BAD_CONFIGURATION, "run");
        assertThat(refusal.lines()).last().asString().contains("names the ledger of an earlier version");
        assertThat(OldMigration.everything(fixture)).isEqualTo(everything);

        fixture.execute(refusal.substring(refusal.indexOf("ALTER TABLE")));
        if (moment == Moment.NOTHING_QUEUED) {
            command(ExitCode.DONE, "resume");
        }
        if (moment == Moment.DONE_WITH_EXCEPTIONS) {
            command(ExitCode.DONE_WITH_EXCEPTIONS, "run");
            fixture.objects(
                    before.stream().filter(path -> path.startsWith("image/")).toArray(String[]::new));
            command(ExitCode.DONE, "retry");
        }
        command(ExitCode.DONE, "run");

        assertThatAllRowsHold("avatar/");
        assertThat(recorded("state = 'APPLIED' AND new_path = CONCAT('avatar/', SUBSTRING(old_path, 7))"))
                .isEqualTo(ROWS);
        assertThat(fixture.paths()).isEqualTo(fixture.column("SELECT new_path FROM moved ORDER BY row_key"));
        assertThat(fixture.targetKeys()).hasSize(ROWS - 1);
        for (String key : fixture.targetKeys()) {
            assertThat(fixture.targetContent(key)).isEqualTo("image/" + key.substring("avatar/".length()));
        }
        command(ExitCode.DONE, "verify");
        command(ExitCode.DONE, "rollback");
        assertThat(fixture.paths()).isEqualTo(fixture.column("SELECT old_path FROM moved ORDER BY row_key"));
        assertThatAllRowsHold("image/");
    }

    @ParameterizedTest
    @EnumSource
    void should_roll_back_the_ledger_as_it_is(Moment moment) throws Exception {
        begin(moment);

        command(ExitCode.DONE, "rollback", "--abandon");

        assertThatAllRowsHold("image/");
        assertThat(recorded("state IN ('COPIED', 'APPLIED')")).isZero();
    }

    @Test
    void should_not_work_side_by_side() throws Exception {
        begin(Moment.COPYING);
        fixture.execute(
                "GRANT ALTER ON " + namespace + ".* TO " + fixture.database().user() + "@'%'");
        try (ShippedJar consumer = ShippedJar.startOf(old, settings, "consumer")) {
            try (Jedis redis = Servers.jedis()) {
                await().atMost(LIMIT)
                        .until(() -> !redis.keys(namespace + ":process:*").isEmpty());
            }
            String refusal = command(ExitCode.BAD_CONFIGURATION, "producer");
            assertThat(refusal.lines())
                    .last()
                    .asString()
                    .startsWith(
                            "REDIS_NAMESPACE (redis.namespace) has processes of another version at work: consumer ");
            consumer.terminate();
            consumer.exitCode();
        }
        command(ExitCode.DONE, "run");
        try (ShippedJar consumer = ShippedJar.startOf(old, settings, "consumer")) {
            assertThat(consumer.exitCode()).as(consumer.output()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        }
        assertThatAllRowsHold("avatar/");
    }

    /** As somebody has them who set all to what they were anyway. */
    @Test
    void should_name_each_setting_that_is_gone_and_take_the_others_as_they_were() throws Exception {
        Properties defaults = new Properties();
        try (JarFile jar = new JarFile(old.toFile())) {
            defaults.load(jar.getInputStream(jar.getEntry("application.properties")));
        }
        Map<String, String> variables = new LinkedHashMap<>();
        defaults.forEach((key, value) -> {
            if (!value.toString().isEmpty()
                    && !key.toString().matches("(endpoint|camel|embedded|sample|emulate)\\..*")) {
                variables.put(Settings.variable(key.toString()), value.toString());
            }
        });
        List<String> gone = List.of();
        try {
            Settings.load(key -> null, variables::get);
        } catch (ConfigurationException e) {
            gone = e.problems();
        }
        assertThat(gone)
                .isNotEmpty()
                .allMatch(line -> line.matches("[A-Z0-9_]+ \\([a-z0-9.-]+\\) is no longer a setting: .+"));
        gone.forEach(line -> variables.remove(line.substring(0, line.indexOf(' '))));

        begin(Moment.NOTHING_QUEUED);
        settings.forEach((key, value) -> variables.put(Settings.variable(key), value));
        Operating.Answer plan = Operating.command(() -> Settings.load(key -> null, variables::get), "plan");

        assertThat(plan.exitCode()).as(plan.toString()).isEqualTo(ExitCode.DONE);
    }

    /** Makes what {@link UpgradeTest} begins with. */
    @Test
    @EnabledIfSystemProperty(named = "upgrade.record", matches = "true")
    void should_record() throws Exception {
        String[] paths = IntStream.range(0, 100)
                .mapToObj(row -> "image/" + row % 7 + "/a " + row + "\u00E9.jpg")
                .toArray(String[]::new);
        fixture.withTable().rows(paths).objects(Stream.of(paths).skip(3).toArray(String[]::new));
        settings.put("job.rows", "5");
        settings.put("copy.concurrency", "1");
        try (Connection lock = fixture.database().adminDataSource().getConnection();
                Statement statement = lock.createStatement();
                ShippedJar jar = ShippedJar.startOf(old, settings, "run")) {
            lock.setAutoCommit(false);
            statement.executeQuery("SELECT * FROM ImageDataTable WHERE ID = 20 FOR UPDATE");
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptions()
                    .until(() -> recorded("state = 'APPLIED'") > 4 && recorded("state = 'COPIED'") > 4);
            jar.kill();
        }
        OldMigration.of(fixture).save(Path.of("src/test/resources/routes/old-migration.json"));
    }
}
