package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import routes.config.ExitCode;

/** No statement of a run, or of a command, reads the whole of a large table or ledger: the server's slow log says what each examined. */
class BoundedStatementsTest {

    private static final int ROWS = 60_000;
    private static final int BOUND = 20_000;
    private static final int FOUND = 40;

    private static final MigrationFixture FIXTURE = new MigrationFixture();

    /** Half of the rows were rewritten long ago, and the last ones are left to migrate. */
    @BeforeAll
    static void migrate() throws Exception {
        FIXTURE.withTable().with("database.statement-time", "2ms");
        // the rows that were rewritten long ago have no objects here
        FIXTURE.with("delta.passes", "off");
        FIXTURE.rowsWithObjects("image/first.jpg");
        assertThat(FIXTURE.run()).isEqualTo(ExitCode.DONE);
        FIXTURE.execute(
                "INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT(IF(seq > %d, 'other/', 'avatar/'), seq) FROM seq_1_to_%d"
                        .formatted(ROWS / 2, ROWS));
        FIXTURE.execute(
                "INSERT INTO %s (row_key, old_path, new_path, state) SELECT ID, CONCAT('image/', ID), ImagePath, 'APPLIED'"
                                .formatted(MigrationFixture.LEDGER)
                        + " FROM ImageDataTable WHERE ImagePath LIKE 'avatar/%' AND ImagePath <> 'avatar/first.jpg'");
        FIXTURE.rowsWithObjects(IntStream.range(0, FOUND)
                .mapToObj(number -> "image/last" + number + ".jpg")
                .toArray(String[]::new));
        FIXTURE.execute("SET GLOBAL log_output = 'TABLE'");
        FIXTURE.execute("SET GLOBAL long_query_time = 0");
        FIXTURE.execute("SET GLOBAL slow_query_log = ON");
    }

    @AfterAll
    static void stopLog() throws Exception {
        FIXTURE.execute("SET GLOBAL slow_query_log = OFF");
        FIXTURE.execute("SET GLOBAL long_query_time = DEFAULT");
        FIXTURE.execute("TRUNCATE mysql.slow_log");
    }

    @Test
    void should_examine_few_rows_with_each_statement_when_a_large_table_is_migrated_and_rolled_back() throws Exception {
        FIXTURE.rows("image/missing.jpg");

        assertThat(FIXTURE.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(Operating.command(FIXTURE, "retry").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(FIXTURE.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(Operating.command(FIXTURE, "status", "--exact").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(FIXTURE, "verify").out()).contains("row");
        assertThat(Operating.command(FIXTURE, "plan").out()).contains("ready");
        assertThat(Operating.command(FIXTURE, "rollback").exitCode()).isEqualTo(ExitCode.DONE);

        assertThat(FIXTURE.paths().stream().filter(path -> path.startsWith("avatar/")))
                .isEmpty();
        assertThat(large()).isEmpty();
        assertThat(FIXTURE.column("SELECT COUNT(*) FROM mysql.slow_log WHERE " + OURS)
                        .get(0))
                .as("statements looked at")
                .matches("\\d{3,}");
    }

    private static final String OURS = "db = '" + FIXTURE.database().name() + "' AND user_host LIKE '"
            + FIXTURE.database().user() + "%'";

    private static List<String> large() throws Exception {
        return FIXTURE.column("SELECT CONCAT(MAX(rows_examined), ' rows: ', MAX(sql_text)) FROM mysql.slow_log WHERE "
                + OURS + " AND rows_examined > " + BOUND + " GROUP BY LEFT(sql_text, 150)");
    }
}
