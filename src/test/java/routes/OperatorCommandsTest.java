package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import redis.clients.jedis.Jedis;
import routes.config.ExitCode;
import routes.config.Role;
import routes.connect.Culprit;
import routes.testing.FaultyS3;
import routes.testing.Servers;

/** What the operator can do while a migration runs, and after it. */
class OperatorCommandsTest {

    private static final Duration LIMIT = Duration.ofSeconds(180);

    private final MigrationFixture fixture = new MigrationFixture();

    @TempDir
    private Path reports;

    @BeforeEach
    void reportHere() {
        fixture.with("report.uri", "file:" + reports).with("status.count.interval", "1s");
    }

    @Test
    void should_name_the_setting_when_redis_refuses_the_password() {
        Operating.Answer answer = Operating.command(fixture.with("redis.password", "wrong"), "status");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err()).startsWith("REDIS_PASSWORD (redis.password) cannot be used: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "verify", "rollback", "retry", "finish"})
    void should_name_the_setting_at_once_when_the_password_is_wrong(String command) {
        Operating.Answer answer = Operating.command(fixture.with("db.password", "wrong"), command);

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err()).startsWith("DB_USER (db.user) cannot be used: Access denied for user");
        assertThat(answer.err().lines()).hasSize(1);
    }

    @Test
    void should_take_no_new_work_when_paused_during_a_run() throws Exception {
        fixture.withTable()
                .rowsWithObjects(paths(400))
                .with("job.rows", "5")
                .with("consumer.jobs", "1")
                .with("copy.concurrency", "1");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(() -> appliedOrWaiting() > 20);

        Operating.Answer paused = Operating.command(fixture, "pause", "--json", "--wait", "5");

        assertThat(paused.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(paused.json().get("processes")).hasSize(1);
        await().atMost(LIMIT).until(() -> state().equals("PAUSED"));
        long outstanding = outstanding();
        assertThat(outstanding).isPositive();
        await().during(Duration.ofSeconds(3)).atMost(LIMIT).until(() -> outstanding() == outstanding);
        assertThat(run).isNotDone();

        assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.get(180, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).hasSize(400).containsOnly("APPLIED");
    }

    @Test
    void should_stay_paused_when_processes_are_started_anew() throws Exception {
        fixture.withTable().rowsWithObjects(paths(20));
        assertThat(Operating.command(fixture, "pause").out()).contains("no process is alive");

        CompletableFuture<Integer> producer = fixture.start(Role.PRODUCER);
        CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);
        await().atMost(LIMIT).until(() -> status().get("processes").size() == 2 && allPaused());
        assertThat(outstanding()).isZero();
        assertThat(fixture.ledger()).isEmpty();

        assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(producer.get(180, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("avatar/"));
        assertThat(consumer).isNotDone();
    }

    @Test
    void should_show_the_run_when_it_is_going_on_and_its_end_when_it_is_over() throws Exception {
        fixture.withTable()
                .rowsWithObjects(paths(2_000))
                .rows("image/missing.jpg", "other/1.jpg")
                .with("job.rows", "10")
                .with("copy.concurrency", "1");
        assertThat(state()).isEqualTo("NOT_STARTED");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);

        JsonNode during = await().atMost(LIMIT)
                .until(this::status, status -> status.get("rates").get("copied").asDouble() > 0);
        assertThat(during.get("state").asText()).isEqualTo("RUNNING");
        assertThat(during.get("rows").get("total").asLong()).isEqualTo(2_001);
        assertThat(during.get("processes").get(0).get("role").asText()).isEqualTo("run");
        assertThat(during.get("queue").get("consumers"))
                .extracting(consumer -> consumer.get("name").asText())
                .containsExactly(during.at("/processes/0/id").asText());

        assertThat(run.get(180, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        JsonNode after = status();
        assertThat(after.get("state").asText()).isEqualTo("DONE_WITH_EXCEPTIONS");
        assertThat(after.get("rows").get("applied").asLong()).isEqualTo(2_000);
        assertThat(after.get("rows").get("failed").asLong()).isEqualTo(1);
        assertThat(after.get("rows").get("exact").asBoolean()).isTrue();
        assertThat(after.get("exceptions").get("SOURCE_MISSING").asLong()).isEqualTo(1);
        assertThat(after.get("processes")).isEmpty();
        assertThat(after.get("lastEnd").get("exitCode").asInt()).isEqualTo(3);
        assertThat(Operating.command(fixture, "status").out())
                .contains("done with exceptions", "rewritten 2,000 (99.9 %)", "SOURCE_MISSING: 1");
    }

    @Test
    void should_report_summary_and_exceptions_when_a_run_ends() throws Exception {
        fixture.withTable().rowsWithObjects("image/a.jpg").rows("image/odd, \"name\".jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(report("summary.json")).contains("\"exitCode\" : 3", "\"SOURCE_MISSING\" : 1", "\"applied\" : 1");
        List<String> lines = report("exceptions.csv").lines().toList();
        assertThat(lines.get(0)).isEqualTo("row_key,old_path,new_path,code,detail,attempts,time,column,what_to_do");
        assertThat(lines.get(1))
                .startsWith("2,\"image/odd, \"\"name\"\".jpg\",\"avatar/odd, \"\"name\"\".jpg\",SOURCE_MISSING,")
                .matches(".*,1,2[0-9-]+T[0-9:.]+Z,ImageDataTable.ImagePath,"
                        + "\"Put the object there or correct the row, then retry; .*\"");
        assertThat(lines).hasSize(2);
    }

    @Test
    void should_put_the_report_into_a_bucket_when_the_uri_names_one() throws Exception {
        fixture.withTable()
                .rowsWithObjects("image/a.jpg")
                .with("report.uri", "s3://" + fixture.buckets().target() + "/reports/one");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.targetKeys())
                .hasSize(3)
                .anyMatch(key -> key.matches("reports/one/\\d{8}T\\d{6}Z-summary.json"))
                .anyMatch(key -> key.matches("reports/one/\\d{8}T\\d{6}Z-exceptions.csv"));
    }

    @Test
    void should_end_when_the_report_cannot_be_sent() throws Exception {
        fixture.withTable()
                .rowsWithObjects("image/a.jpg")
                .with("retry.delay", "10ms")
                .with("report.uri", "s3://no-such-bucket/reports");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_migrate_failed_rows_when_they_are_retried_after_a_run() throws Exception {
        // a delta pass would find the objects by itself
        fixture.with("delta.passes", "off").withTable().rows("image/1.jpg", "image/2.jpg", "image/3.jpg");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        fixture.objects("image/1.jpg", "image/2.jpg", "image/3.jpg");

        assertThat(Operating.command(fixture, "retry", "--key", "2", "--json")
                        .json()
                        .get("rows")
                        .asLong())
                .isEqualTo(1);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.paths()).containsExactly("image/1.jpg", "avatar/2.jpg", "image/3.jpg");

        assertThat(Operating.command(fixture, "retry", "--code", "ACCESS_DENIED")
                        .out())
                .contains("0 rows");
        assertThat(Operating.command(fixture, "retry", "--code", "source_missing")
                        .out())
                .contains("2 rows", "the next one takes them up");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly("avatar/1.jpg", "avatar/2.jpg", "avatar/3.jpg");
    }

    @Test
    void should_migrate_failed_rows_when_they_are_retried_during_a_run() throws Exception {
        fixture.withTable()
                .rows("image/missing.jpg")
                .rowsWithObjects(paths(300))
                .with("job.rows", "10")
                .with("copy.concurrency", "1");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(() -> appliedOrWaiting() > 20);
        fixture.objects("image/missing.jpg");

        Operating.Answer retried = Operating.command(fixture, "retry");

        assertThat(retried.out()).contains("1 rows", "the run that is going on takes them up");
        assertThat(run.get(180, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("avatar/"));
    }

    @Test
    void should_put_dead_letters_back_when_everything_is_retried() throws Exception {
        fixture.withTable().rowsWithObjects("image/1.jpg");
        try (Jedis redis = Servers.jedis()) {
            String namespace = fixture.database().name();
            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
            redis.xadd(namespace + ":dead", (redis.clients.jedis.StreamEntryID) null, Map.of("body", "?"));

            JsonNode answer = Operating.command(fixture, "retry", "--json").json();

            assertThat(answer.get("discarded").asLong()).isEqualTo(1);
            assertThat(redis.xlen(namespace + ":dead")).isZero();
        }
    }

    @Test
    void should_keep_a_collision_recorded_when_it_is_retried_unresolved() throws Exception {
        fixture.withTable().rowsWithObjects("image/a/x.jpg", "image/b/x.jpg").with("key.mapping", "basename");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(Operating.command(fixture, "retry").out()).contains("2 rows");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.ledger()).containsOnly("FAILED KEY_COLLISION");
        assertThat(fixture.targetKeys()).isEmpty();

        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/b/y.jpg' WHERE ID = 2");
        fixture.objects("image/b/y.jpg");
        Operating.command(fixture, "retry");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly("avatar/x.jpg", "avatar/y.jpg");
    }

    @Test
    void should_restore_legacy_paths_when_rolled_back_and_migrate_again_when_run() throws Exception {
        fixture.withTable().rowsWithObjects(paths(25)).rows("image/missing.jpg").with("apply.rows", "4");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'avatar/0.JPG' WHERE ID = 1");
        fixture.execute("DELETE FROM ImageDataTable WHERE ID = 2");

        JsonNode dry =
                Operating.command(fixture, "rollback", "--dry-run", "--json").json();
        assertThat(dry.get("restored").asLong()).isEqualTo(23);
        assertThat(dry.get("changed").asLong()).isEqualTo(2);
        assertThat(fixture.ledger()).contains("APPLIED");

        Operating.Answer rolledBack = Operating.command(fixture, "rollback");
        assertThat(rolledBack.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(rolledBack.out())
                .contains("23 rows hold their legacy path again", "2 rows were changed", "The migration is paused");
        assertThat(fixture.paths()).contains("avatar/0.JPG").hasSize(25);
        assertThat(fixture.paths().stream().filter(path -> path.startsWith("image/")))
                .hasSize(24);
        assertThat(fixture.targetKeys()).hasSize(25);
        assertThat(state()).isEqualTo("ROLLED_BACK");

        assertThat(Operating.command(fixture, "rollback").out()).contains("0 rows hold");
        assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.paths().stream().filter(path -> path.startsWith("avatar/")))
                .hasSize(24);
    }

    @Test
    void should_forget_copies_when_rolled_back_before_their_rows_were_rewritten() throws Exception {
        fixture.withTable().rowsWithObjects(paths(5));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.execute("UPDATE moved SET state = 'COPIED' WHERE row_key > 2");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = CONCAT('image/', SUBSTRING(ImagePath, 8)) WHERE ID > 2");

        assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);
        fixture.targetKeys().forEach(key -> MigrationFixture.s3()
                .deleteObject(
                        request -> request.bucket(fixture.buckets().target()).key(key)));
        assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.targetKeys()).hasSize(5);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("avatar/"));
    }

    @Test
    void should_move_nothing_when_a_process_comes_back_after_a_roll_back() throws Exception {
        fixture.withTable().rowsWithObjects(paths(5));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);

        CompletableFuture<Integer> run = fixture.start(Role.RUN);

        await().atMost(LIMIT).until(() -> state().equals("PAUSED"));
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("image/"));
        assertThat(Operating.command(fixture, "resume").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_leave_no_ledger_when_a_consumer_is_started_again_after_the_end() throws Exception {
        fixture.withTable().rowsWithObjects(paths(2));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "finish", "--table", MigrationFixture.LEDGER)
                        .exitCode())
                .isEqualTo(ExitCode.DONE);

        CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);

        await().atMost(LIMIT).until(() -> status().get("processes").size() == 1);
        assertThat(fixture.column("SHOW TABLES")).containsExactly(MigrationFixture.TABLE);
        assertThat(consumer).isNotDone();
    }

    @Test
    void should_refuse_to_roll_back_and_to_finish_when_a_run_is_going_on() throws Exception {
        fixture.withTable().rowsWithObjects(paths(5));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        CompletableFuture<Integer> consumer = fixture.start(Role.CONSUMER);
        await().atMost(LIMIT).until(() -> status().get("processes").size() == 1);

        Operating.Answer refused = Operating.command(fixture, "rollback");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err()).contains("a run is going on: consumer ");
        assertThat(Operating.command(fixture, "finish", "--table", MigrationFixture.LEDGER)
                        .exitCode())
                .isEqualTo(ExitCode.FAILED);
        assertThat(fixture.ledger()).hasSize(5).containsOnly("APPLIED");
        assertThat(consumer).isNotDone();
    }

    @Test
    void should_refuse_to_roll_back_when_a_stopped_run_left_jobs_unless_they_are_abandoned() throws Exception {
        fixture.withTable().rowsWithObjects(paths(5));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        try (Jedis redis = Servers.jedis()) {
            redis.xadd(
                    fixture.database().name() + ":jobs", (redis.clients.jedis.StreamEntryID) null, Map.of("body", "?"));
        }

        assertThat(Operating.command(fixture, "rollback").err()).contains("1 jobs in the queue", "--abandon");
        assertThat(fixture.ledger()).containsOnly("APPLIED");
        assertThat(Operating.command(fixture, "rollback", "--abandon").exitCode())
                .isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).containsOnly("SUPERSEDED ROLLED_BACK");
        assertThat(outstanding()).isZero();
    }

    @Test
    void should_look_again_at_a_row_when_an_application_holds_it_during_a_roll_back() throws Exception {
        fixture.withTable().rowsWithObjects(paths(25)).with("apply.rows", "10");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        try (Connection application = fixture.database().adminDataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT * FROM ImageDataTable WHERE ID = 7 FOR UPDATE");
            CompletableFuture<Operating.Answer> rollback =
                    CompletableFuture.supplyAsync(() -> Operating.command(fixture, "rollback"));
            await().atMost(LIMIT)
                    .until(() -> fixture.column("SELECT ID FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%'")
                            .equals(List.of("7")));
            assertThat(rollback).isNotDone();
            application.rollback();

            Operating.Answer answer = rollback.get(60, TimeUnit.SECONDS);
            assertThat(answer.exitCode()).as(answer.err()).isEqualTo(ExitCode.DONE);
            assertThat(answer.out()).contains("25 rows hold their legacy path again");
        }
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("image/"));
    }

    @Test
    void should_go_around_a_row_when_the_database_refuses_its_legacy_path() throws Exception {
        fixture.withTable().rowsWithObjects(paths(7));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.execute("ALTER TABLE ImageDataTable ADD CONSTRAINT c CHECK (ImagePath <> 'image/3.jpg')");

        Operating.Answer answer = Operating.command(fixture, "rollback");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(answer.out()).contains("6 rows hold their legacy path again", "1 rows stay");
        assertThat(fixture.paths().stream().filter(path -> path.startsWith("avatar/")))
                .containsExactly("avatar/3.jpg");
    }

    @Test
    void should_drop_the_ledger_when_finished_with_its_name_only() throws Exception {
        fixture.withTable().rowsWithObjects(paths(3));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        Operating.Answer wrong = Operating.command(fixture, "finish", "--table", "ImageDataTable");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(fixture.ledger()).hasSize(3);

        Operating.Answer finished = Operating.command(fixture, "finish", "--table", MigrationFixture.LEDGER);
        assertThat(finished.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(finished.out()).contains("dropped moved with 3 rows");
        assertThat(tables()).containsExactly("ImageDataTable");
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.keys(fixture.database().name() + ":*")).isEmpty();
        }
        assertThat(Operating.command(fixture, "rollback").err()).contains("TEMP_TABLE_FOR_UPDATE", "no table moved");
    }

    @Test
    void should_migrate_rows_that_arrive_later_when_following() throws Exception {
        fixture.withTable().rowsWithObjects("image/1.jpg").with("follow", "500ms");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(() -> fixture.paths().contains("avatar/1.jpg"));
        await().atMost(LIMIT)
                .until(() -> status().get("scan").get("pass").asLong() > 2
                        && status().get("scan").get("rows").asLong() == 0);

        fixture.rowsWithObjects("image/2.jpg");

        await().atMost(LIMIT).until(() -> fixture.paths().contains("avatar/2.jpg"));
        assertThat(run).isNotDone();
        Operating.command(fixture, "pause");
    }

    @Test
    void should_name_the_setting_that_a_refused_connection_speaks_of() {
        assertThat(Map.of("42000", "database.name", "28000", "db.user", "08000", "database.host"))
                .allSatisfy((state, key) -> assertThat(Culprit.of(
                                new CannotGetJdbcConnectionException("refused", new SQLException("denied", state))))
                        .isEqualTo(key));
    }

    @Test
    void should_take_work_again_at_once_when_it_is_resumed_while_work_is_in_flight() throws Exception {
        fixture.withTable().rowsWithObjects(paths(4)).with("job.rows", "1").with("consumer.jobs", "2");
        CompletableFuture<Void> answered = new CompletableFuture<>();
        try (FaultyS3 s3 = new FaultyS3(Servers.s3().endpoint())) {
            s3.answer(request -> {
                if (request.operation().equals("PutCopy")) {
                    answered.join();
                }
                return Optional.empty();
            });
            CompletableFuture<Integer> run = fixture.with(
                            "aws.endpoint.url.s3", s3.endpoint().toString())
                    .start(Role.RUN);
            await().atMost(LIMIT).until(() -> status().at("/processes/0/copies").asInt() == 2);

            assertThat(Operating.command(fixture, "pause").out()).contains("pausing, 2 jobs in flight");
            Operating.Answer resumed = Operating.command(fixture, "resume", "--wait", "5");

            assertThat(resumed.exitCode()).as(resumed.out()).isEqualTo(ExitCode.DONE);
            answered.complete(null);
            assertThat(run.get(180, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void should_name_the_setting_when_it_cannot_be_used() {
        fixture.with("source.s3.bucket", "");

        Operating.Answer answer = Operating.command(fixture, "status");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err()).contains("SOURCE_S3_BUCKET (source.s3.bucket) is not set");
        assertThat(answer.out()).isEmpty();
    }

    private static String[] paths(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "image/" + number + ".jpg")
                .toArray(String[]::new);
    }

    private JsonNode status() throws Exception {
        return Operating.command(fixture, "status", "--json").json();
    }

    private String state() throws Exception {
        return status().get("state").asText();
    }

    private long outstanding() throws Exception {
        return status().get("queue").get("outstanding").asLong();
    }

    private boolean allPaused() throws Exception {
        for (JsonNode process : status().get("processes")) {
            if (!process.get("state").asText().equals("PAUSED")) {
                return false;
            }
        }
        return true;
    }

    private long appliedOrWaiting() throws Exception {
        return status().get("rows").get("copied").asLong();
    }

    private List<String> tables() throws Exception {
        return fixture.column("SHOW TABLES");
    }

    private String report(String name) throws Exception {
        try (Stream<Path> files = Files.list(reports)) {
            return Files.readString(files.filter(file -> file.toString().endsWith(name))
                    .findFirst()
                    .orElseThrow());
        }
    }
}
