package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.MariaDbDataSource;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.SampleData;
import routes.embedded.Workspace;
import routes.testing.Replication;
import routes.testing.Servers;

/** A replica, while the server that it follows, its connections and the processes of the migration break. */
@ExtendWith(Reliability.class)
class ReplicaChaosIT {

    private static final int ROWS = 2_000;
    private static final int MISSING = 5;
    private static final Duration LONGEST_START = Duration.ofMinutes(1);

    private static final List<Chaos.Step> STEPS = List.of(
            new Chaos.Step(Chaos.Fault.KILL_MARIADB, 0, 400, 1, 0),
            new Chaos.Step(Chaos.Fault.KILL_PRODUCER, 500, 0, 1, 0),
            new Chaos.Step(Chaos.Fault.CUT_MARIADB, 500, 0, 1, 0));

    @Promise(
            value = "A replica ends with the same table and ledger, row by row, with binlog_format MIXED and ROW",
            attack = "processes, the database and its connections are killed in mid-run")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"MIXED", "ROW"})
    @SuppressWarnings("SystemOut")
    void should_end_with_the_same_rows_on_a_replica_when_things_break(String format) throws Exception {
        try (Arena arena = new Arena(Replication.optionsOfPrimary(format));
                Workspace workspace = Servers.workspace()) {
            EmbeddedMariaDb replica = Replication.replica(workspace, Arena.USER);
            replica.start();
            Replication.follow(replica, arena.mariaDb);
            arena.toS3.latency(50);
            Trial trial = new Trial(arena, ROWS, 1, MISSING);
            try (trial) {
                long own = trial.applied();
                Chaos chaos = new Chaos(trial, STEPS, Map.of());
                chaos.between(0, () -> await().atMost(LONGEST_START).until(() -> trial.applied() > own));
                Reliability.met(chaos.run());
                Replication.awaitCaughtUp(replica, arena.mariaDb);
                DataSource other = admin(replica, trial.name());

                Map<String, List<String>> rows = rows(trial.database, SampleData.TABLE);
                assertThat(rows).hasSize(ROWS);
                assertThat(Trial.differences(rows, rows(other, SampleData.TABLE)))
                        .isEmpty();
                Map<String, List<String>> ledger = rows(trial.database, Trial.LEDGER);
                assertThat(ledger).hasSizeGreaterThan(ROWS / 2);
                assertThat(Trial.differences(ledger, rows(other, Trial.LEDGER))).isEmpty();
            } catch (Throwable e) {
                System.out.println(format + ": FAILED: " + e + "\n" + trial.events() + "\n" + trial.logs());
                throw e;
            }
        }
    }

    private static DataSource admin(EmbeddedMariaDb server, String database) throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource(server.url(database));
        source.setUser(server.adminUser());
        source.setPassword(server.adminPassword());
        return source;
    }

    /** All columns of each row, by the first of them. */
    private static Map<String, List<String>> rows(DataSource server, String table) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    values.add(row.getString(column));
                }
                rows.put(values.get(0), values);
            }
        }
        return rows;
    }
}
