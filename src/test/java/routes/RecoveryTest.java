package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;
import routes.apply.Applier;
import routes.apply.ApplyMode;
import routes.apply.KeyRange;
import routes.apply.ObsoleteFailures;
import routes.apply.RewriteGate;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Role;
import routes.connect.Connections;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.finish.Completion;
import routes.finish.Report;
import routes.finish.RunResult;
import routes.ledger.Failures;
import routes.ledger.Identity;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.ledger.Retries;
import routes.queue.DeadLetters;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.resync.DeltaPasses;
import routes.scan.Scanner;
import routes.table.NearMisses;
import routes.table.Row;
import routes.testing.FaultyS3;
import routes.testing.Servers;

/** What the beans make of states that crashes and strangers leave behind. */
@Timeout(60)
class RecoveryTest {

    private final MigrationFixture fixture = new MigrationFixture();
    private final UnifiedJedis redis = RedisClient.builder()
            .hostAndPort(Servers.redis().host(), Servers.redis().port())
            .build();
    private HikariDataSource database;
    private Migration migration;
    private JobQueue queue;
    private Ledger ledger;
    private Applier applier;
    private Scanner scanner;

    @BeforeEach
    void prepare() throws Exception {
        fixture.withTable().rows("image/1", "image/2", "image/3", "image/4", "image/5");
        database = new Connections(fixture.settings()).database();
        migration = Migration.of(fixture.settings());
        queue = fixture.queue(redis);
        ledger = new Ledger(fixture.schema(), fixture.statements(), database);
        ledger.create();
        applier = new Applier(fixture.schema(), fixture.statements(), database, 2);
        scanner = new Scanner(fixture.schema(), fixture.statements(), database, ledger, queue, 100, 2);
    }

    @AfterEach
    void close() {
        database.close();
        redis.close();
    }

    private Completion completion(Optional<Duration> follow) {
        return new Completion(
                queue,
                scanner,
                DeltaPasses.none(),
                applier::sweep,
                new RewriteGate(ApplyMode.CONTINUOUS, null, Clock.systemUTC()),
                new ObsoleteFailures(fixture.schema(), fixture.statements(), database, 1000)::supersede,
                retries()::arePending,
                follow,
                Clock.systemUTC());
    }

    @Test
    void should_apply_the_other_ranges_when_the_application_keeps_a_row_locked() throws Exception {
        for (int id = 1; id <= 5; id++) {
            ledger.record(List.of(Outcome.copied(new Row("" + id, "image/" + id, 0), "avatar/" + id)));
        }
        try (Connection application = fixture.database().adminDataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT * FROM ImageDataTable WHERE ID = 1 FOR UPDATE");

            assertThatThrownBy(applier::sweep).isInstanceOf(DataAccessException.class);

            assertThat(fixture.paths()).containsExactly("image/1", "avatar/2", "avatar/3", "avatar/4", "avatar/5");
            application.rollback();
        }
        assertThat(applier.sweep()).isEqualTo(1);
        assertThat(fixture.ledger()).containsOnly("APPLIED");
    }

    @Test
    void should_hold_no_row_while_it_waits_for_another_that_the_application_keeps_locked() throws Exception {
        fixture.execute("INSERT INTO ImageDataTable SELECT seq, CONCAT('image/', seq) FROM seq_6_to_2000");
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state)"
                + " SELECT ID, ImagePath, CONCAT('avatar/', ID), 'COPIED' FROM ImageDataTable");
        Applier wide = new Applier(fixture.schema(), fixture.statements(), database, 2000);
        try (Connection application = fixture.database().adminDataSource().getConnection();
                Statement statement = application.createStatement();
                Connection another = fixture.database().adminDataSource().getConnection();
                Statement beside = another.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT * FROM ImageDataTable WHERE ID = 1999 FOR UPDATE");
            CompletableFuture<Void> sweep = CompletableFuture.runAsync(wide::sweep);

            beside.execute("SET innodb_lock_wait_timeout = 1");
            while (!sweep.isDone()) {
                beside.execute("SELECT * FROM ImageDataTable WHERE ID = 5 FOR UPDATE");
            }

            assertThatThrownBy(sweep::join).hasCauseInstanceOf(DataAccessException.class);
            assertThat(fixture.column("SELECT ID FROM ImageDataTable WHERE ImagePath LIKE 'image/%'"))
                    .containsExactly("1999");
            application.rollback();
        }
        assertThat(wide.sweep()).isEqualTo(1);
    }

    @Test
    void should_change_few_rows_at_once_when_a_job_has_rows_at_both_ends_of_the_ledger() throws Exception {
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state)"
                + " SELECT seq, 'x', 'y', 'APPLIED' FROM seq_100_to_5000");
        fixture.execute("UPDATE ImageDataTable SET ID = 9000 WHERE ID = 5");
        List<Row> rows = List.of(new Row("1", "image/1", 0), new Row("9000", "image/5", 0));
        assertThat(ledger.unrecorded(rows).rows()).isEqualTo(rows);
        ledger.record(rows.stream()
                .map(row -> Outcome.copied(row, migration.newKey(row.path())))
                .toList());

        assertThat(applier.apply(new KeyRange("1", "9000"))).isEqualTo(2);

        assertThat(applier.transactions()).isGreaterThan(500);
        assertThat(fixture.paths()).contains("avatar/1", "avatar/5");
        assertThat(ledger.unrecorded(rows).rows()).isEmpty();
    }

    @Test
    void should_end_a_statement_in_the_server_when_it_takes_too_long() throws Exception {
        fixture.with("database.timeout", "1s");
        try (Connections connections = new Connections(fixture.settings());
                Connection connection = connections.database().getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery(
                            "SELECT COUNT(*) FROM seq_1_to_100000 a JOIN seq_1_to_100000 b WHERE a.seq + b.seq = 1"))
                    .hasMessageContaining("max_statement_time");
            // the connection is as good as before, and the server does not go on for nobody
            assertThat(statement.execute("SELECT 1")).isTrue();
            assertThat(fixture.column(
                            "SELECT info FROM information_schema.processlist WHERE info LIKE '%seq_1_to_100000%'"
                                    + " AND info NOT LIKE '%processlist%'"))
                    .isEmpty();
        }
    }

    @Test
    void should_not_sweep_all_the_time_because_a_sweep_reads_the_whole_ledger() throws Exception {
        long began = System.nanoTime();
        applier.sweepWhenDue();
        long took = System.nanoTime() - began;
        ledger.record(List.of(Outcome.copied(new Row("1", "image/1", 0), "avatar/1")));

        applier.sweepWhenDue();
        assertThat(fixture.ledger()).containsExactly("COPIED");

        TimeUnit.NANOSECONDS.sleep(20 * took);
        applier.sweepWhenDue();
        assertThat(fixture.ledger()).containsExactly("APPLIED");
    }

    @Test
    void should_leave_the_ledger_alone_when_it_only_follows_the_table() throws Exception {
        fixture.execute("DELETE FROM ImageDataTable");
        Completion completion = completion(Optional.of(Duration.ofHours(1)));
        scanner.nextPage();
        scanner.nextPage();
        assertThat(completion.reached()).isFalse();
        fixture.execute("INSERT INTO ImageDataTable VALUES (1, 'image/1')");
        ledger.record(List.of(Outcome.copied(new Row("1", "image/1", 0), "avatar/1")));

        assertThat(completion.reached()).isFalse();

        assertThat(fixture.ledger()).containsExactly("COPIED");
    }

    private RunResult result() {
        return new RunResult(List.of(ledger.counts()), NearMisses.NONE);
    }

    @Test
    void should_write_the_report_once_when_a_later_step_is_tried_again() throws Exception {
        Report report = new Report(
                fixture.columns(), new Failures(fixture.columns(), database), "file:target/reports", Clock.systemUTC());

        assertThat(report.write(result())).hasSize(2);
        assertThat(report.write(result())).isEmpty();

        ledger.record(List.of(Outcome.copied(new Row("1", "image/1", 0), "avatar/1")));
        assertThat(report.write(result())).hasSize(2);
    }

    @Test
    void should_blame_no_row_when_consumers_are_started_again_and_again_while_the_system_is_at_fault()
            throws Exception {
        try (FaultyS3 front = new FaultyS3(Servers.s3().endpoint())) {
            front.answer(request -> request.operation().endsWith("Copy")
                    ? Optional.of(FaultyS3.Answer.error(403, "AccessDenied", "Access Denied"))
                    : Optional.empty());
            fixture.with("aws.endpoint.url.s3", front.endpoint().toString())
                    .with("queue.max.deliveries", "2")
                    // what the one before has given back is looked for every five seconds otherwise
                    .with("endpoint.jobs", fixture.settings().required("endpoint.jobs") + "&claimInterval=200")
                    .with("stall.timeout", "1s");
            scanner.nextPage();
            scanner.nextPage().jobs().forEach(queue::enqueue);

            for (int start = 1; start <= 5; start++) {
                assertThat(fixture.run(Role.CONSUMER)).isEqualTo(ExitCode.FAILED);
            }
        }
        assertThat(queue.outstanding()).isEqualTo(3);
        assertThat(queue.deadLetters()).isZero();
        assertThat(fixture.ledger()).isEmpty();
    }

    @Test
    void should_leave_the_time_of_a_failure_when_it_is_to_be_tried_again() throws Exception {
        ledger.record(List.of(Outcome.failed(new Row("1", "image/1", 0), "avatar/1", Reason.SOURCE_MISSING, "404")));
        fixture.execute("UPDATE moved SET updated_at = '2020-01-01'");

        assertThat(retries().mark(List.of())).isEqualTo(1);

        assertThat(fixture.column("SELECT YEAR(updated_at) FROM moved WHERE retry"))
                .containsExactly("2020");
    }

    @Test
    void should_record_nothing_when_the_ledger_is_another_migrations_by_now() throws Exception {
        ledger.requireOurs();
        fixture.execute("DROP TABLE moved");
        new Ledger(
                        fixture.with("key.mapping", "basename").schema(),
                        fixture.statements(),
                        fixture.database().dataSource())
                .create();

        assertThatThrownBy(ledger::requireOurs)
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("moved");
    }

    @Test
    void should_call_no_row_failed_that_is_gone_or_has_another_path() throws Exception {
        for (int id = 1; id <= 4; id++) {
            ledger.record(List.of(
                    Outcome.failed(new Row("" + id, "image/" + id, 0), "avatar/" + id, Reason.SOURCE_MISSING, "404")));
        }
        fixture.execute("DELETE FROM ImageDataTable WHERE ID = 1");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'elsewhere/2' WHERE ID = 2");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/other' WHERE ID = 3");
        ObsoleteFailures obsolete = new ObsoleteFailures(fixture.schema(), fixture.statements(), database, 2);

        assertThat(obsolete.supersede()).isEqualTo(2);
        assertThat(obsolete.supersede()).isZero();

        assertThat(fixture.column("SELECT state FROM moved"))
                .containsExactly("SUPERSEDED", "SUPERSEDED", "FAILED", "FAILED");
    }

    @Test
    void should_leave_a_dead_letter_when_it_is_no_job_of_this_migration() throws Exception {
        String ours = ledger.identity().text();
        dead("not a job");
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("1", "elsewhere/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("one", "image/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("1E2000000000", "image/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("1", "image/" + "x".repeat(2000), 0)))));
        dead(new JobCodec().write(new Job("another", 1, 1, null, List.of(new Row("1", "image/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("5", "image/5", 0)))));

        DeadLetters deadLetters = new DeadLetters(queue, new JobCodec(), fixture.columns());
        deadLetters.triage();
        deadLetters.triage();

        assertThat(deadLetters.unreadable()).isEqualTo(6);
        assertThat(fixture.ledger()).containsExactly("FAILED DEAD_LETTER");
    }

    @Test
    void should_go_on_with_the_next_dead_letter_when_one_fails_whoever_looks_at_it() throws Exception {
        String ours = ledger.identity().text();
        String ofNoBigint = "9".repeat(30);
        for (String key : List.of(ofNoBigint, "1", "2")) {
            dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row(key, "image/" + key, 0)))));
            for (int other = 0; other < 10; other++) {
                dead("not a job");
            }
        }

        DeadLetters deadLetters = new DeadLetters(queue, new JobCodec(), fixture.columns());
        deadLetters.triage();

        assertThat(fixture.ledger()).containsExactly("FAILED DEAD_LETTER", "FAILED DEAD_LETTER");
        assertThat(deadLetters.unreadable()).isEqualTo(31);
    }

    @Test
    void should_begin_the_pass_anew_when_the_cursor_in_redis_is_no_row_key() throws Exception {
        scanner.nextPage();
        scanner.nextPage().jobs().forEach(queue::enqueue);
        redis.hset(fixture.database().name() + ":scan", "cursor", "=1E2000000000");

        scanner.nextPage();

        assertThat(queue.scan().orElseThrow().cursor()).isNull();
        assertThat(MigrationFixture.keysOf(scanner.nextPage().jobs())).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void should_refuse_to_scan_when_another_migration_took_the_namespace_after_redis_lost_its_data() {
        queue.claim(Identity.parse("another"));

        assertThatThrownBy(scanner::nextPage)
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("namespace");
        assertThat(queue.scan()).isEmpty();
    }

    @Test
    void should_claim_the_namespace_again_when_redis_lost_its_data() {
        scanner.nextPage();

        assertThat(queue.holder()).contains(ledger.identity().text());
    }

    @Test
    void should_find_all_rows_again_when_redis_loses_its_data_at_any_step() throws Exception {
        Completion completion = completion(Optional.empty());
        int runs = 0;
        for (int loss = 0; loss < 12; loss++) {
            fixture.execute("DELETE FROM moved");
            fixture.execute("UPDATE ImageDataTable SET ImagePath = CONCAT('image/', ID)");
            forget();
            int step = 0;
            for (boolean reached = false; !reached; step++) {
                if (step == loss) {
                    forget();
                }
                scanner.nextPage().jobs().forEach(job -> {
                    queue.enqueue(job);
                    job.rows()
                            .forEach(row -> ledger.record(List.of(Outcome.copied(row, migration.newKey(row.path())))));
                });
                if (step == loss + 1) {
                    forget();
                }
                redis.del(fixture.database().name() + ":jobs");
                reached = completion.reached();
            }
            assertThat(fixture.ledger()).hasSize(5).containsOnly("APPLIED");
            assertThat(fixture.paths()).allMatch(path -> path.startsWith("avatar/"));
            runs++;
        }
        assertThat(runs).isEqualTo(12);
    }

    @Test
    void should_queue_a_page_once_when_two_producers_read_it() {
        scanner.nextPage();
        List<Job> one = scanner.nextPage().jobs();
        List<Job> other = scanner.nextPage().jobs();
        one.forEach(queue::enqueue);

        other.forEach(
                job -> assertThatThrownBy(() -> queue.enqueue(job)).isInstanceOf(JobQueue.CursorMovedException.class));
        assertThat(queue.outstanding()).isEqualTo(3);
        assertThat(queue.scan().orElseThrow().rows()).isEqualTo(5);
    }

    @Test
    void should_change_nothing_when_a_job_comes_late() throws Exception {
        Row row = new Row("1", "image/1", 0);
        ledger.record(List.of(Outcome.copied(row, "avatar/1")));
        assertThat(applier.apply(new KeyRange("1", "1"))).isEqualTo(1);
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'avatar/new' WHERE ID = 1");

        Job late = new Job(migration.fingerprint(), 1, 1, null, List.of(row));
        assertThat(ledger.unrecorded(late.rows()).rows()).isEmpty();
        ledger.record(List.of(Outcome.copied(row, "avatar/1")));
        applier.sweep();

        assertThat(fixture.paths().get(0)).isEqualTo("avatar/new");
        assertThat(fixture.ledger()).containsExactly("APPLIED");
    }

    @Test
    void should_take_up_a_row_again_when_the_application_gave_it_a_legacy_path_again() throws Exception {
        Row row = new Row("1", "image/1", 0);
        ledger.record(List.of(Outcome.copied(row, "avatar/1")));
        applier.sweep();
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/again' WHERE ID = 1");
        scanner.nextPage();

        Row found = scanner.nextPage().jobs().get(0).rows().get(0);

        assertThat(found).isEqualTo(new Row("1", "image/again", 1));
        assertThat(Optional.of(found.attempts())).contains(1);
    }

    private void forget() {
        String name = fixture.database().name();
        redis.del(name + ":jobs", name + ":scan", name + ":migration", name + ":dead");
    }

    private void dead(String body) {
        redis.xadd(fixture.database().name() + ":dead", XAddParams.xAddParams(), Map.of("body", body));
    }

    private Retries retries() {
        return new Retries(fixture.columns(), database);
    }
}
