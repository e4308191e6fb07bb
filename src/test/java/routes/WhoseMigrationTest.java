package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Role;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.Workspace;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.table.Row;
import routes.testing.Servers;

/** Two migrations of the same settings and one Redis are kept apart by their ledgers; one that an earlier version began goes on. */
@Timeout(120)
class WhoseMigrationTest {

    private static final String REFUSED = "is in use by a migration with these settings and another ledger";

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name();
    private final String fingerprint = Migration.of(fixture.settings()).fingerprint();

    @Test
    void should_refuse_the_second_of_two_databases_of_one_name_until_the_first_is_done() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2").objects("image/other");
        try (Workspace workspace = Servers.workspace();
                EmbeddedMariaDb server = new EmbeddedMariaDb(workspace, namespace, "mover")) {
            server.start();
            execute(server, "CREATE TABLE ImageDataTable (ID bigint PRIMARY KEY, ImagePath varchar(1024))");
            execute(server, "INSERT INTO ImageDataTable VALUES (1, 'image/other')");
            MigrationFixture second = new MigrationFixture()
                    .with("database.port", Integer.toString(server.port()))
                    .with("database.name", namespace)
                    .with("db.user", server.user())
                    .with("db.password", server.password())
                    .with("source.s3.bucket", fixture.buckets().source())
                    .with("target.s3.bucket", fixture.buckets().target())
                    .with("redis.namespace", namespace);
            assertThat(Migration.of(second.settings()).fingerprint()).isEqualTo(fingerprint);

            CompletableFuture<Integer> producer = fixture.start(Role.PRODUCER);
            try (Jedis jedis = Servers.jedis()) {
                await().atMost(Duration.ofSeconds(30)).until(() -> jedis.xlen(namespace + ":jobs") > 0);
            }
            for (Role role : Role.values()) {
                assertThat(refusal(second, role)).startsWith("REDIS_NAMESPACE").contains(REFUSED, namespace);
            }
            assertThat(Operating.command(second, "pause").err()).contains("REDIS_NAMESPACE", REFUSED);
            assertThat(Operating.command(second, "status").out()).contains("REDIS_NAMESPACE", REFUSED);
            assertThat(column(server, "SHOW TABLES LIKE 'moved'")).isEmpty();
            assertThat(column(server, "SELECT ImagePath FROM ImageDataTable")).containsExactly("image/other");

            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
            assertThat(producer.join()).isEqualTo(ExitCode.DONE);
            assertThat(second.run()).isEqualTo(ExitCode.DONE);

            assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2");
            assertThat(column(server, "SELECT ImagePath FROM ImageDataTable")).containsExactly("avatar/other");
            assertThat(column(server, "SELECT old_path FROM moved")).containsExactly("image/other");
            assertThat(comments()).doesNotContainAnyElementsOf(column(server, "SELECT " + comment()));
        }
    }

    @Test
    void should_say_what_to_do_when_the_ledger_was_dropped_while_redis_held_its_jobs() throws Exception {
        fixture.withTable().rowsWithObjects("image/1");
        try (Jedis jedis = Servers.jedis()) {
            jedis.set(namespace + ":migration", fingerprint + " of-a-ledger-that-is-gone");

            assertThat(refusal(fixture, Role.RUN))
                    .startsWith("REDIS_NAMESPACE")
                    .contains(REFUSED, "name another one", "delete the keys " + namespace + ":*");
            assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();

            jedis.keys(namespace + ":*").forEach(jedis::del);
        }
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_go_on_with_a_migration_that_an_earlier_version_began() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2");
        ledger().create();
        fixture.execute("ALTER TABLE moved COMMENT = 's3-migration-routes ledger 1 " + fingerprint + "'");
        Job job = new Job(fingerprint, 1, 1, null, List.of(new Row("1", "image/1", 0), new Row("2", "image/2", 0)));
        try (Jedis jedis = Servers.jedis()) {
            jedis.set(namespace + ":migration", fingerprint);
            jedis.hset(
                    namespace + ":scan",
                    Map.of("pass", "1", "cursor", "=2", "sequence", "1", "rows", "2", "complete", "0"));
            jedis.xadd(namespace + ":jobs", StreamEntryID.NEW_ENTRY, Map.of("body", new JobCodec().write(job)));

            String refusal = refusal(fixture, Role.PRODUCER);
            assertThat(refusal).startsWith("TEMP_TABLE_FOR_UPDATE").contains("an earlier version");
            CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);
            await().atMost(Duration.ofSeconds(30)).until(() -> fixture.ledger().size() == 2);
            assertThat(jedis.get(namespace + ":migration")).isEqualTo(fingerprint);

            fixture.execute(refusal.substring(refusal.indexOf("ALTER TABLE")));
            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

            assertThat(fixture.paths()).containsExactly("avatar/1", "avatar/2");
            assertThat(comments()).singleElement().asString().contains(fingerprint + " ");
            assertThat(consumer).isNotDone();
        }
    }

    @Test
    void should_agree_on_one_id_when_producers_make_the_ledger_or_bring_it_along_at_the_same_moment() throws Exception {
        fixture.withTable().rows("image/1");
        Ledger ledger = ledger();

        assertThat(identities(ledger)).hasSize(1).allMatch(identity -> identity.startsWith(fingerprint + " "));
        fixture.execute("ALTER TABLE moved COMMENT = 's3-migration-routes ledger 1 " + fingerprint + "'");
        assertThat(ledger.identity().text()).isEqualTo(fingerprint);
        assertThat(identities(ledger)).hasSize(1).allMatch(identity -> identity.startsWith(fingerprint + " "));
    }

    private static List<String> identities(Ledger ledger) {
        List<CompletableFuture<String>> producers = IntStream.range(0, 8)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> {
                            ledger.create();
                            return ledger.identity().text();
                        },
                        task -> new Thread(task, "producer-" + number).start()))
                .toList();
        return producers.stream().map(CompletableFuture::join).distinct().toList();
    }

    /** The ledger, with the privileges of an administrator. */
    private Ledger ledger() {
        return new Ledger(
                fixture.schema(), fixture.statements(), fixture.database().adminDataSource());
    }

    private List<String> comments() throws SQLException {
        return fixture.column("SELECT " + comment());
    }

    private String comment() {
        return "table_comment FROM information_schema.tables WHERE table_schema = '" + namespace
                + "' AND table_name = 'moved'";
    }

    private static String refusal(MigrationFixture migration, Role role) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> migration.run(role));
        assertThat(refusal).as("refusal of %s", role).isNotNull();
        return Stream.of(refusal.problems())
                .flatMap(List::stream)
                .reduce((one, other) -> one + "\n" + other)
                .orElseThrow();
    }

    private static void execute(EmbeddedMariaDb server, String statement) throws SQLException {
        try (Connection connection = server.adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static List<String> column(EmbeddedMariaDb server, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = server.adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
