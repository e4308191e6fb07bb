package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;
import routes.apply.Applier;
import routes.apply.KeyRange;
import routes.config.Migration;
import routes.connect.Connections;
import routes.fault.SystemFaultException;
import routes.finish.Completion;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.ledger.Retries;
import routes.queue.DeadLetters;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.scan.Scanner;
import routes.table.Row;
import routes.table.RowKeyType;
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

            assertThat(fixture.paths()).containsExactly("image/1", "image/2", "avatar/3", "avatar/4", "avatar/5");
            application.rollback();
        }
        assertThat(applier.sweep()).isEqualTo(2);
        assertThat(fixture.ledger()).containsOnly("APPLIED");
    }

    @Test
    void should_leave_a_dead_letter_when_it_is_no_job_of_this_migration() throws Exception {
        String ours = migration.fingerprint();
        dead("not a job");
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("1", "elsewhere/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("one", "image/1", 0)))));
        dead(new JobCodec().write(new Job("another", 1, 1, null, List.of(new Row("1", "image/1", 0)))));
        dead(new JobCodec().write(new Job(ours, 1, 1, null, List.of(new Row("5", "image/5", 0)))));

        DeadLetters deadLetters = new DeadLetters(queue, new JobCodec(), migration, RowKeyType.NUMBER, ledger);
        deadLetters.triage();
        deadLetters.triage();

        assertThat(deadLetters.unreadable()).isEqualTo(4);
        assertThat(fixture.ledger()).containsExactly("FAILED DEAD_LETTER");
    }

    @Test
    void should_refuse_to_scan_when_another_migration_took_the_namespace_after_redis_lost_its_data() {
        queue.claim("another");

        assertThatThrownBy(scanner::nextPage)
                .isInstanceOf(SystemFaultException.class)
                .hasMessageContaining("namespace");
        assertThat(queue.scan()).isEmpty();
    }

    @Test
    void should_claim_the_namespace_again_when_redis_lost_its_data() {
        scanner.nextPage();

        assertThat(queue.holder()).contains(migration.fingerprint());
    }

    @Test
    void should_find_all_rows_again_when_redis_loses_its_data_at_any_step() throws Exception {
        Completion completion = new Completion(queue, scanner, applier, retries(), Optional.empty(), Clock.systemUTC());
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
        assertThat(ledger.unrecorded(late.rows())).isEmpty();
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
        return new Retries(fixture.schema(), fixture.statements(), database);
    }
}
