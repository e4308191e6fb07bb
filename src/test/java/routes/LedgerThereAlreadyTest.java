package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataIntegrityViolationException;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.apply.Applier;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.connect.Connections;
import routes.connect.Preflight;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.table.Row;
import routes.testing.Servers;

/** A ledger that was made before: it is compared with the table, and what it holds stands. */
class LedgerThereAlreadyTest {

    private final MigrationFixture fixture = new MigrationFixture();

    private List<String> problems() {
        try (Connections connections = new Connections(fixture.settings())) {
            Preflight preflight =
                    new Preflight(fixture.settings(), Migration.all(fixture.settings()), connections, true);
            ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, preflight::check);
            return refusal == null ? List.of() : refusal.problems();
        }
    }

    private static Outcome copied(String key, String path) {
        return Outcome.copied(new Row(key, "image/" + path, 0), "avatar/" + path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | bigint | row_key is int(11), and should be bigint(20) | MODIFY row_key bigint(20) NOT NULL",
                "varchar(8) COLLATE utf8mb4_bin | varchar(20) COLLATE utf8mb4_bin"
                        + " | row_key is varchar(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, and should be varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
                        + " | MODIFY row_key varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
                "varchar(8) COLLATE utf8mb4_general_ci | varchar(8) COLLATE utf8mb4_bin"
                        + " | row_key is varchar(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci, and should be varchar(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
                        + " | MODIFY row_key varchar(8) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL",
                "timestamp | timestamp(6) | row_key is timestamp, and should be timestamp(6)"
                        + " | MODIFY row_key timestamp(6) DEFAULT '2000-01-01 00:00:00' NOT NULL"
            })
    void should_say_how_to_change_the_ledger_when_the_key_has_changed(
            String before, String after, String found, String change) throws Exception {
        fixture.withTable(
                "CREATE TABLE ImageDataTable (ID " + before + " NOT NULL PRIMARY KEY, ImagePath varchar(100))");
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        assertThat(problems()).isEmpty();

        fixture.execute("ALTER TABLE ImageDataTable MODIFY ID " + after + " NOT NULL");

        String line =
                "TEMP_TABLE_FOR_UPDATE (temp.table.for.update) names a ledger that does not suit the table any more: "
                        + found + "; when all processes are stopped, have somebody who may do: ALTER TABLE `moved` "
                        + change;
        assertThat(problems()).containsExactly(line);
        Operating.Answer rollback = Operating.command(fixture, "rollback");
        assertThat(rollback.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(rollback.err()).isEqualTo(line + System.lineSeparator());
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.keys(fixture.database().name() + "*")).isEmpty();
        }

        fixture.execute(line.substring(line.indexOf("ALTER TABLE")));
        assertThat(problems()).isEmpty();
    }

    @Test
    void should_say_how_to_change_the_ledger_when_its_own_columns_were_changed_or_its_key_changes_itself()
            throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID timestamp NOT NULL PRIMARY KEY, ImagePath varchar(100))");
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        fixture.execute("ALTER TABLE moved MODIFY old_path varchar(100) CHARACTER SET latin1 NOT NULL,"
                + " MODIFY row_key timestamp NOT NULL DEFAULT now() ON UPDATE now()");

        List<String> problems = problems();

        assertThat(problems)
                .singleElement()
                .asString()
                .contains(
                        "row_key is timestamp on update current_timestamp(), and should be timestamp",
                        "old_path is varchar(100) CHARACTER SET latin1",
                        "MODIFY old_path VARCHAR(1024) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL");
        fixture.execute(problems.get(0).substring(problems.get(0).indexOf("ALTER TABLE")));
        assertThat(problems()).isEmpty();
    }

    @Test
    void should_keep_the_first_outcome_and_cut_nothing_when_outcomes_are_recorded_again() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID int PRIMARY KEY, ImagePath varchar(100))");
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            Ledger ledger = new Ledger(fixture.schema(), fixture.statements(), database);
            ledger.create();
            ledger.record(List.of(copied("2", "first")));

            ledger.record(List.of(copied("1", "second"), copied("2", "second"), copied("3", "second")));
            assertThatThrownBy(() -> ledger.record(List.of(copied("4", "x"), copied("99999999999", "x"))))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThatThrownBy(() -> ledger.record(List.of(copied("2", "x"), copied("99999999999", "x"))))
                    .isInstanceOf(DataIntegrityViolationException.class);
        }
        assertThat(fixture.column("SELECT CONCAT(row_key, ' ', old_path) FROM moved ORDER BY row_key"))
                .containsExactly("1 image/second", "2 image/first", "3 image/second");
    }

    @Test
    void should_record_the_others_when_a_job_has_a_row_that_the_ledger_has() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2");
        Ledger ledger = new Ledger(
                fixture.schema(), fixture.statements(), fixture.database().dataSource());
        ledger.create();
        try (UnifiedJedis redis = RedisClient.builder()
                .hostAndPort(Servers.redis().host(), Servers.redis().port())
                .build()) {
            JobQueue queue = fixture.queue(redis);
            queue.claim(ledger.identity());
            queue.cursor().beginPass(Optional.empty());
            // as if an earlier delivery of it had been recorded between the look at the ledger and the batch
            queue.enqueue(new Job(
                    ledger.identity().text(),
                    queue.scan().orElseThrow().pass(),
                    1,
                    null,
                    List.of(new Row("1", "image/1", 0), new Row("1", "image/1", 0), new Row("2", "image/2", 0))));
        }

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED");
        assertThat(fixture.column("SELECT attempts FROM moved")).containsExactly("1", "1");
    }

    @Test
    void should_change_no_more_rows_in_a_transaction_than_the_server_takes() throws Exception {
        fixture.withTable().rows("image/1", "image/2", "image/3", "image/4", "image/5");
        fixture.execute("SET GLOBAL wsrep_max_ws_rows = 6");
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            Ledger ledger = new Ledger(fixture.schema(), fixture.statements(), database);
            List<Outcome> outcomes = new ArrayList<>();
            for (int row = 1; row <= 30; row++) {
                outcomes.add(copied("" + row, "" + row));
            }
            ledger.create();
            assertThat(ledger.batches(outcomes))
                    .extracting(batch -> batch.rows().size())
                    .containsExactly(6, 6, 6, 6, 6);
            ledger.record(outcomes.subList(0, 5));

            Applier applier = new Applier(fixture.schema(), fixture.statements(), database, 2000);

            assertThat(applier.sweep()).isEqualTo(5);
            // each row is one of the table, one of the ledger, and may be one of a history
            assertThat(applier.transactions()).isEqualTo(3);
        } finally {
            fixture.execute("SET GLOBAL wsrep_max_ws_rows = DEFAULT");
        }
    }
}
