package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import routes.apply.Applier;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Role;
import routes.ledger.CopyRecord;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.table.Row;
import routes.table.TableSchema;
import routes.testing.Replication;
import routes.testing.Servers;

/** Work with the table pauses while a replica lags or the primary has too much to do, and goes on when they have recovered. */
class PolitenessTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration TWO_POLLS = Duration.ofSeconds(2);
    private static final Duration MARGIN = Duration.ofSeconds(3);
    private static final String SLEEP = "SELECT SLEEP(30)";

    private static Replication servers;

    private final MigrationFixture fixture = new MigrationFixture(Servers.createDatabase(servers.primary()));
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Connection> troubles = new ArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            log.add(event.getFormattedMessage());
        }
    };

    @BeforeAll
    static void start() throws Exception {
        servers = new Replication("MIXED");
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        appender.start();
        logger().addAppender(appender);
        fixture.execute("GRANT REPLICA MONITOR ON *.* TO " + fixture.database().user() + "@'%'");
        fixture.withTable()
                .rowsWithObjects("image/1", "image/2")
                .with("database.replicas", replica())
                .with("database.max-lag", "1s");
        Replication.awaitCaughtUp(servers.replica(), servers.primary());
    }

    @AfterEach
    void end() throws Exception {
        for (Connection trouble : troubles) {
            trouble.close();
        }
        logger().detachAppender(appender);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("routes");
    }

    private static String replica() {
        return servers.replica().host() + ":" + servers.replica().port();
    }

    /** A run that looks at the table again and again. */
    private CompletableFuture<Integer> startRun() {
        CompletableFuture<Integer> run =
                fixture.with("follow", "100ms").with("stall.timeout", "2s").start(Role.RUN);
        awaitMigrated();
        return run;
    }

    private void awaitMigrated() {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(fixture.paths()).isNotEmpty().allMatch(path -> path.startsWith("avatar/")));
    }

    private void stop(CompletableFuture<Integer> run) throws Exception {
        fixture.execute("DROP TABLE ImageDataTable");
        assertThat(run).succeedsWithin(LIMIT).isEqualTo(ExitCode.FAILED);
    }

    private void awaitLine(String... words) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertThat(log)
                .anyMatch(line -> Stream.of(words).allMatch(line::contains)));
    }

    /** Has the replica wait with what it gets, until the connection is closed. */
    private Connection lag() throws SQLException {
        Connection lock = servers.replica().adminDataSource().getConnection();
        troubles.add(lock);
        try (Statement sql = lock.createStatement()) {
            sql.execute("FLUSH TABLES WITH READ LOCK");
        }
        return lock;
    }

    private long secondsBehind() throws SQLException {
        try (Connection connection = servers.replica().adminDataSource().getConnection();
                Statement sql = connection.createStatement();
                ResultSet status = sql.executeQuery("SHOW REPLICA STATUS")) {
            return status.next() ? status.getLong("Seconds_Behind_Master") : 0;
        }
    }

    /** Keeps a thread of the primary at work, until its query is ended. */
    private CompletableFuture<Void> sleep() throws SQLException {
        Connection sleeper = servers.primary().adminDataSource().getConnection();
        troubles.add(sleeper);
        return CompletableFuture.runAsync(
                () -> {
                    try (Statement sql = sleeper.createStatement()) {
                        sql.execute(SLEEP);
                    } catch (SQLException e) {
                        // its end
                    }
                },
                work -> new Thread(work).start());
    }

    private List<String> sleeping() throws SQLException {
        return fixture.column("SELECT id FROM information_schema.processlist WHERE info = '" + SLEEP + "'");
    }

    private void wake() throws SQLException {
        for (String id : sleeping()) {
            fixture.execute("KILL QUERY " + id);
        }
    }

    private JsonNode status() throws Exception {
        return Operating.command(fixture, "status", "--json").json();
    }

    private String problems() throws Exception {
        return status().get("problems").toString();
    }

    @Test
    void should_pause_and_go_on_when_a_replica_lags_and_catches_up() throws Exception {
        CompletableFuture<Integer> run = startRun();

        Connection lock = lag();
        fixture.execute("CREATE TABLE late (id int)");
        awaitLine("work with the table pauses: the replica " + replica() + " is ", "more than 1 s (database.max-lag)");
        fixture.rowsWithObjects("image/3");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(problems())
                .contains("work with the table is paused: the replica " + replica() + " is "));
        assertThat(Operating.command(fixture, "status").out())
                .contains("  database  " + replica(), "work with the table is paused since");
        assertThat(fixture.paths()).contains("image/3");

        lock.close();
        awaitLine("work with the table goes on after ");
        awaitMigrated();
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        status().at("/processes/0/throttled/reason").isNull())
                .isTrue());
        stop(run);
    }

    @Test
    void should_pause_within_two_polls_when_a_replica_stops_to_replicate() throws Exception {
        CompletableFuture<Integer> run = startRun();

        Replication.execute(servers.replica(), "STOP SLAVE SQL_THREAD");
        long begun = System.nanoTime();
        awaitLine(
                "work with the table pauses: the replica " + replica()
                        + " does not replicate, and counts as lagging: Slave_SQL_Running No",
                "(database.max-lag)");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TWO_POLLS.plus(MARGIN));

        Replication.execute(servers.replica(), "START SLAVE SQL_THREAD");
        awaitLine("work with the table goes on after ");
        stop(run);
    }

    @Test
    void should_pause_within_two_polls_when_threads_are_too_many() throws Exception {
        fixture.with("database.replicas", "").with("database.max-threads-running", "8");
        CompletableFuture<Integer> run = startRun();

        for (int i = 0; i < 10; i++) {
            sleep();
        }
        await().until(() -> sleeping().size() == 10);
        long begun = System.nanoTime();
        awaitLine(
                "work with the table pauses: Threads_running of the database is ",
                "more than 8 (database.max-threads-running)");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TWO_POLLS.plus(MARGIN));
        fixture.rowsWithObjects("image/3");
        await().atMost(LIMIT).untilAsserted(() -> assertThat(problems()).contains("Threads_running"));
        assertThat(fixture.paths()).contains("image/3");

        wake();
        awaitLine("work with the table goes on after ");
        awaitMigrated();
        stop(run);
    }

    @Test
    void should_count_a_replica_as_lagging_when_it_cannot_be_asked_for_long() throws Exception {
        fixture.with("throttle.patience", "2s").with("throttle.poll", "200ms");
        CompletableFuture<Integer> run = startRun();

        long begun = System.nanoTime();
        servers.replica().kill();
        try {
            awaitLine(
                    "the replica " + replica() + " cannot be asked for ",
                    "and counts as lagging: ",
                    "(database.replicas)");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1500));
        } finally {
            servers.replica().restart();
        }
        awaitLine("work with the table goes on after ");
        stop(run);
    }

    @Test
    void should_end_with_a_line_and_go_on_later_when_a_limit_is_critical() throws Exception {
        fixture.with("database.critical-lag", "2s").with("throttle.poll", "200ms");
        Connection lock = lag();
        fixture.rowsWithObjects("image/3");
        await().until(() -> secondsBehind() > 2); // a small run would be over before

        assertThat(fixture.run()).isEqualTo(ExitCode.FAILED);

        awaitLine("DATABASE_CRITICAL_LAG (database.critical-lag) is 2 s, and the replica " + replica() + " is ");
        Operating.Answer verify = Operating.command(fixture, "verify");
        assertThat(verify.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(verify.err()).startsWith("DATABASE_CRITICAL_LAG (database.critical-lag) is 2 s, and the replica ");
        assertThat(verify.err().lines()).hasSize(1);

        lock.close();
        Replication.awaitCaughtUp(servers.replica(), servers.primary());
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2", "avatar/3");
    }

    @Test
    void should_end_a_command_with_a_line_when_a_limit_is_critical() throws Exception {
        fixture.with("database.replicas", "");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.with("database.critical-threads-running", "1");
        sleep();
        await().until(() -> !sleeping().isEmpty());

        Operating.Answer answer = Operating.command(fixture, "rollback", "--abandon");

        wake();
        assertThat(answer.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(answer.err())
                .contains("DATABASE_CRITICAL_THREADS_RUNNING (database.critical-threads-running) is 1, and ");
        assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2");
    }

    @Test
    void should_say_what_the_migration_puts_on_the_server_when_planned() throws Exception {
        fixture.with("database.replicas", "");
        fixture.execute(
                "INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT('image/', REPEAT('d', seq MOD 60), '/', seq,"
                        + " '.jpg') FROM seq_1_to_20000");
        fixture.execute("ANALYZE TABLE ImageDataTable");

        JsonNode load = Operating.command(fixture, "plan", "--json").json().get("load");

        TableSchema schema = fixture.schema();
        DataSource database = readCommitted(fixture.database().dataSource());
        Ledger ledger = new Ledger(schema, fixture.statements(), database);
        ledger.create();
        long before = binaryLog();
        CopyRecord copy = new CopyRecord("0123456789abcdef0123456789abcdef", Instant.now(), null, null, null);
        List<String> paths = fixture.paths();
        List<Outcome> outcomes = IntStream.range(0, paths.size())
                .mapToObj(number -> Outcome.copied(
                        new Row(Integer.toString(number + 1), paths.get(number), 0),
                        schema.migration().newKey(paths.get(number)),
                        copy))
                .toList();
        for (int from = 0; from < outcomes.size(); from += 1000) {
            ledger.record(outcomes.subList(from, Math.min(from + 1000, outcomes.size())));
        }
        new Applier(schema, fixture.statements(), database, 2000).sweep();
        fixture.execute("ANALYZE TABLE moved");

        double bytes = Double.parseDouble(
                fixture.column("SELECT DATA_LENGTH FROM information_schema.TABLES WHERE TABLE_NAME = 'moved'"
                                + " AND TABLE_SCHEMA = DATABASE()")
                        .get(0));
        assertThat(load.get("ledgerBytes").asDouble()).isBetween(bytes / 1.5, bytes * 1.5);
        double logged = binaryLog() - before;
        assertThat(load.get("binaryLogBytes").asDouble()).isBetween(logged / 1.5, logged * 1.5);
        assertThat(Operating.command(fixture, "plan").out()).contains("Database  about ", " of binary log, ");
    }

    private long binaryLog() throws SQLException {
        long sum = 0;
        try (Connection connection = servers.primary().adminDataSource().getConnection();
                Statement sql = connection.createStatement();
                ResultSet logs = sql.executeQuery("SHOW BINARY LOGS")) {
            while (logs.next()) {
                sum += logs.getLong(2);
            }
        }
        return sum;
    }

    private static DataSource readCommitted(DataSource database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    private String problem() {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.problems()).hasSize(1);
        return refusal.problems().get(0);
    }

    @Test
    void should_refuse_what_cannot_be_watched_before_anything_is_written() throws Exception {
        fixture.with("database.replicas", fixture.database().host() + ":1");
        assertThat(problem())
                .startsWith(
                        "DATABASE_REPLICAS (database.replicas) names a replica that cannot be asked: 127.0.0.1:1: ");
        assertThat(Operating.command(fixture, "plan").exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);

        String primary = fixture.database().host() + ":" + fixture.database().port();
        fixture.with("database.replicas", primary);
        assertThat(problem())
                .isEqualTo("DATABASE_REPLICAS (database.replicas) names a server that is no replica: " + primary);

        fixture.execute(
                "REVOKE REPLICA MONITOR ON *.* FROM " + fixture.database().user() + "@'%'");
        Replication.awaitCaughtUp(servers.replica(), servers.primary());
        fixture.with("database.replicas", replica());
        assertThat(problem())
                .isEqualTo("DATABASE_REPLICAS (database.replicas) names a replica that may not be asked: " + replica()
                        + "; there: GRANT REPLICA MONITOR ON *.* TO '"
                        + fixture.database().user() + "'@'%'");
        assertThat(fixture.column("SHOW TABLES")).containsExactly("ImageDataTable");
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.keys(fixture.database().name() + "*")).isEmpty();
        }
    }
}
