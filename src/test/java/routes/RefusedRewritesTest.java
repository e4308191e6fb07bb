package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import routes.apply.Applier;
import routes.apply.KeyRange;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.connect.Connections;
import routes.fault.SystemFaultException;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.table.Row;

/** Rows whose new path the database refuses, or stores otherwise, among others and all together. */
@Timeout(120)
class RefusedRewritesTest {

    private final MigrationFixture fixture = new MigrationFixture();

    private static String[] paths(int rows) {
        String[] paths = new String[rows];
        for (int row = 0; row < rows; row++) {
            paths[row] = "image/" + (row + 1);
        }
        return paths;
    }

    private void trigger(String body) throws Exception {
        fixture.execute("CREATE TRIGGER guard BEFORE UPDATE ON ImageDataTable FOR EACH ROW BEGIN " + body + " END");
    }

    /** The ledger says of all rows that they are copied. */
    private void copied(Ledger ledger, int rows) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int row = 1; row <= rows; row++) {
            outcomes.add(Outcome.copied(new Row("" + row, "image/" + row, 0), "avatar/" + row));
        }
        ledger.create();
        ledger.record(outcomes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CALL you_cannot_change_this();",
                "INSERT INTO no_such_table VALUES (1);",
                "SIGNAL SQLSTATE '91100' SET MESSAGE_TEXT = 'not this one';",
                "SIGNAL SQLSTATE 'HY000';",
                "SIGNAL SQLSTATE '45000';",
                "SIGNAL SQLSTATE '40001';",
                "SET NEW.ImagePath = OLD.ImagePath;",
                "SET NEW.ImagePath = CONCAT(NEW.ImagePath, ' ');",
                "SET NEW.ImagePath = UPPER(NEW.ImagePath);",
                "SET NEW.ImagePath = NULL;"
            })
    void should_record_only_the_row_when_a_trigger_refuses_it_or_stores_something_else(String what) throws Exception {
        fixture.withTable().rowsWithObjects(paths(30));
        trigger("IF OLD.ID = 17 THEN " + what + " END IF;");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).hasSize(30).containsOnlyOnce("FAILED APPLY_REJECTED");
        assertThat(fixture.column("SELECT CONCAT(ID, ' ', ImagePath) FROM ImageDataTable WHERE ImagePath NOT LIKE"
                        + " BINARY 'avatar/%'"))
                .containsExactly("17 image/17");
        assertThat(fixture.column("SELECT detail FROM moved WHERE state = 'FAILED'"))
                .singleElement()
                .asString()
                .matches("SQL state .*|a trigger stored .* instead");
    }

    @Test
    void should_supersede_and_not_reject_when_the_application_has_changed_a_row_beside_a_refused_one()
            throws Exception {
        fixture.withTable().rows(paths(3));
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 3);
            fixture.execute("UPDATE ImageDataTable SET ImagePath = 'mine' WHERE ID = 2");
            trigger("IF OLD.ID = 3 THEN SET NEW.ImagePath = 'else'; END IF;");

            assertThat(new Applier(fixture.schema(), fixture.statements(), database, 10).sweep())
                    .isEqualTo(3);
        }

        assertThat(fixture.ledger()).containsExactly("APPLIED", "SUPERSEDED", "FAILED APPLY_REJECTED");
        assertThat(fixture.paths()).containsExactly("avatar/1", "mine", "image/3");
        assertThat(fixture.column("SELECT detail FROM moved WHERE row_key = 3"))
                .containsExactly("a trigger stored \"else\" instead");
    }

    @Test
    void should_record_a_whole_range_when_others_are_taken_meanwhile() throws Exception {
        fixture.withTable().rowsWithObjects(paths(90));
        trigger("IF OLD.ID BETWEEN 31 AND 60 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'closed'; END IF;");
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 90);
            Applier applier = new Applier(fixture.schema(), fixture.statements(), database, 30);
            KeyRange refused = new KeyRange("31", "60");

            assertThat(applier.apply(new KeyRange("1", "30"))).isEqualTo(30);
            assertThatThrownBy(() -> applier.apply(refused))
                    .isInstanceOf(SystemFaultException.class)
                    .hasMessageContaining("closed");
            assertThat(fixture.column("SELECT COUNT(*) FROM moved WHERE state = 'FAILED'"))
                    .containsExactly("0");

            assertThat(applier.apply(new KeyRange("61", "90"))).isEqualTo(30);
            applier.apply(refused);
        }
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT COUNT(*) FROM moved WHERE reason = 'APPLY_REJECTED'"))
                .containsExactly("30");
        assertThat(fixture.column("SELECT COUNT(*) FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%'"))
                .containsExactly("60");
    }

    @Test
    void should_record_nothing_when_every_row_is_refused_and_go_on_when_they_are_taken() throws Exception {
        fixture.withTable().rows(paths(50));
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 50);
            trigger("SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'closed';");
            Applier applier = new Applier(fixture.schema(), fixture.statements(), database, 25);

            assertThatThrownBy(applier::sweep)
                    .isInstanceOf(SystemFaultException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(applier::sweep).isInstanceOf(SystemFaultException.class);
            assertThat(fixture.ledger()).containsOnly("COPIED");

            fixture.execute("DROP TRIGGER guard");
            assertThat(applier.sweep()).isEqualTo(50);
        }
        assertThat(fixture.ledger()).containsOnly("APPLIED");
    }

    @Test
    void should_record_nothing_when_the_privilege_is_taken_away() throws Exception {
        fixture.withTable().rows(paths(3));
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 3);
            Applier applier = new Applier(fixture.schema(), fixture.statements(), database, 25);
            fixture.execute("REVOKE UPDATE ON " + fixture.database().name() + ".* FROM "
                    + fixture.database().user() + "@'%'");
            fixture.execute("GRANT UPDATE ON moved TO " + fixture.database().user() + "@'%'");
            database.getHikariPoolMXBean().softEvictConnections();

            assertThatThrownBy(applier::sweep)
                    .isInstanceOf(DataAccessException.class)
                    .hasStackTraceContaining("denied");
        }
        assertThat(fixture.ledger()).containsOnly("COPIED");
    }

    @ParameterizedTest
    @ValueSource(ints = {1969, 1021, 1836})
    void should_record_nothing_when_the_database_speaks_of_itself(int number) throws Exception {
        fixture.withTable().rows(paths(3));
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 3);
            trigger("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = " + number + ";");

            assertThatThrownBy(new Applier(fixture.schema(), fixture.statements(), database, 10)::sweep)
                    .isInstanceOf(DataAccessException.class);
        }
        assertThat(fixture.ledger()).containsOnly("COPIED");
    }

    @Test
    void should_record_nothing_when_the_connection_is_lost_in_the_middle() throws Exception {
        fixture.withTable().rows(paths(3));
        try (HikariDataSource database = new Connections(fixture.settings()).database()) {
            copied(new Ledger(fixture.schema(), fixture.statements(), database), 3);
            fixture.execute("CREATE PROCEDURE cut() BEGIN DECLARE done INT; KILL CONNECTION_ID(); END");
            trigger("IF OLD.ID = 2 THEN CALL cut(); END IF;");

            assertThatThrownBy(new Applier(fixture.schema(), fixture.statements(), database, 10)::sweep)
                    .isInstanceOf(DataAccessException.class);
            assertThat(fixture.ledger()).containsOnly("COPIED");

            fixture.execute("DROP TRIGGER guard");
            assertThat(new Applier(fixture.schema(), fixture.statements(), database, 10).sweep())
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE ImageDataTable ADD CONSTRAINT closed CHECK (ImagePath LIKE 'image/%')",
                "CREATE TRIGGER closed BEFORE UPDATE ON ImageDataTable FOR EACH ROW SET NEW.ImagePath = OLD.ImagePath",
                "CREATE TRIGGER closed BEFORE UPDATE ON ImageDataTable FOR EACH ROW SET NEW.ImagePath = 'closed'",
                "CREATE TRIGGER closed BEFORE UPDATE ON ImageDataTable FOR EACH ROW SIGNAL SQLSTATE '45000'"
            })
    void should_refuse_to_start_when_no_row_can_be_rewritten(String statement) throws Exception {
        fixture.withTable().rowsWithObjects(paths(40));
        fixture.execute(statement);

        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);

        assertThat(refusal.problems()).singleElement().asString().startsWith("DATABASE_TABLE_TO_UPDATE");
        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
        assertThat(fixture.targetKeys()).isEmpty();
        assertThat(fixture.paths()).containsExactly(paths(40));
    }

    @Test
    void should_try_others_and_wait_for_none_when_the_application_holds_a_row() throws Exception {
        fixture.withTable().rowsWithObjects(paths(3));
        fixture.execute("CREATE TRIGGER closed BEFORE UPDATE ON ImageDataTable FOR EACH ROW SIGNAL SQLSTATE '45000'");
        try (Connection application = fixture.database().adminDataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("SELECT * FROM ImageDataTable WHERE ID IN (1, 3) FOR UPDATE");

            ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);

            assertThat(refusal.problems()).singleElement().asString().contains("such as that of row 2");
            application.rollback();
        }
    }

    @Test
    void should_leave_no_trace_when_a_rewrite_is_tried() throws Exception {
        fixture.withTable().rows(paths(1));
        fixture.execute("CREATE TABLE log (path varchar(100)) ENGINE = InnoDB");
        trigger("INSERT INTO log VALUES (NEW.ImagePath);");

        Operating.command(fixture, "plan");

        assertThat(fixture.column("SELECT path FROM log")).isEmpty();
        assertThat(fixture.paths()).containsExactly("image/1");
    }

    @Test
    void should_start_again_when_only_recorded_rows_are_left() throws Exception {
        fixture.withTable().rowsWithObjects(paths(3));
        trigger("IF OLD.ID = 2 THEN SIGNAL SQLSTATE '45000'; END IF;");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
    }

    @Test
    void should_record_a_row_when_its_old_path_comes_back_again_and_again() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2");
        for (int run = 1; run <= 3; run++) {
            assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
            fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/2' WHERE ID = 2");
        }

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("APPLIED", "FAILED REVERTED");
        assertThat(fixture.paths()).containsExactly("avatar/1", "image/2");
        assertThat(fixture.column("SELECT attempts FROM moved ORDER BY row_key"))
                .containsExactly("1", "4");
    }

    @Test
    void should_count_a_row_as_refused_when_a_trigger_keeps_the_new_path_at_a_roll_back() throws Exception {
        fixture.withTable().rowsWithObjects(paths(25));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        trigger("IF OLD.ID = 7 THEN SET NEW.ImagePath = OLD.ImagePath; END IF;"
                + " IF OLD.ID = 8 THEN CALL nobody(); END IF;");

        Operating.Answer answer = Operating.command(fixture, "rollback");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(answer.out()).contains("23 rows hold their legacy path again", "2 rows stay");
        assertThat(fixture.column("SELECT ImagePath FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%' ORDER BY ID"))
                .containsExactly("avatar/7", "avatar/8");
        assertThat(fixture.column("SELECT row_key FROM moved WHERE state = 'APPLIED' ORDER BY row_key"))
                .containsExactly("7", "8");
    }
}
