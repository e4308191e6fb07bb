package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.ledger.Ledger;
import routes.testing.Servers;

/** A server whose defaults suit somebody else. */
class SessionTest {

    private static final Map<String, String> HOSTILE = Map.ofEntries(
            Map.entry(
                    "sql_mode",
                    "'PAD_CHAR_TO_FULL_LENGTH,ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,NO_ZERO_DATE'"),
            Map.entry("sql_safe_updates", "1"),
            Map.entry("max_join_size", "100"),
            Map.entry("sql_select_limit", "1"),
            Map.entry("sql_auto_is_null", "1"),
            Map.entry("transaction_isolation", "'REPEATABLE-READ'"),
            Map.entry("tx_read_only", "1"),
            Map.entry("autocommit", "0"),
            Map.entry("completion_type", "'CHAIN'"),
            Map.entry("explicit_defaults_for_timestamp", "0"),
            Map.entry("innodb_default_row_format", "'compact'"),
            Map.entry("time_zone", "'+05:45'"),
            Map.entry("system_versioning_asof", "'2001-01-01'"),
            Map.entry(
                    "init_connect",
                    "'SET sql_safe_updates = 1, max_join_size = 100, sql_select_limit = 1, autocommit = 0, foreign_key_checks = 0,"
                            + " sql_mode = \"PAD_CHAR_TO_FULL_LENGTH,ANSI_QUOTES\", character_set_client = latin1,"
                            + " collation_connection = latin1_swedish_ci'"));

    private final MigrationFixture fixture = new MigrationFixture();

    /** Does something on a server with other defaults. */
    private static void with(Map<String, String> variables, Work work) throws Exception {
        try (Connection connection = Servers.mariaDb().adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            Map<String, String> before = new LinkedHashMap<>();
            try (ResultSet rows = sql.executeQuery(
                    "SELECT LOWER(variable_name), variable_value" + " FROM information_schema.global_variables")) {
                while (rows.next()) {
                    before.put(rows.getString(1), rows.getString(2));
                }
            }
            try {
                for (Map.Entry<String, String> variable : variables.entrySet()) {
                    sql.execute("SET GLOBAL " + variable.getKey() + " = " + variable.getValue());
                }
                work.run();
            } finally {
                for (String variable : variables.keySet()) {
                    restore(sql, variable, before.get(variable));
                }
            }
        }
    }

    private static void restore(Statement sql, String variable, String value) throws SQLException {
        boolean number = value.matches("\\d+|ON|OFF|DEFAULT");
        sql.execute("SET GLOBAL " + variable + " = " + (number ? value : "'" + value + "'"));
    }

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void should_migrate_verify_and_roll_back_when_the_server_has_other_defaults() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID timestamp(3) NOT NULL PRIMARY KEY DEFAULT '2000-01-01',"
                + " ImagePath char(100) CHARACTER SET utf8mb4)");
        String[] paths = new String[150];
        for (int row = 0; row < paths.length; row++) {
            paths[row] = "image/é" + (row + 1);
        }
        fixture.execute(
                "INSERT INTO ImageDataTable SELECT FROM_UNIXTIME(1000000000 + seq / 1000), CONCAT('image/é', seq) FROM seq_1_to_150");
        fixture.objects(paths);
        List<String> before = fixture.column("SELECT CONCAT(ID, HEX(ImagePath)) FROM ImageDataTable ORDER BY ID");

        with(HOSTILE, () -> assertThat(fixture.run()).isEqualTo(ExitCode.DONE));

        assertThat(fixture.paths()).hasSize(150).allMatch(path -> path.startsWith("avatar/é"));
        assertThat(fixture.ledger()).hasSize(150).containsOnly("APPLIED");
        assertThat(fixture.column("SELECT COUNT(*) FROM moved JOIN ImageDataTable ON ID = row_key"))
                .containsExactly("150");
        with(HOSTILE, () -> {
            assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(Operating.command(fixture, "rollback").out()).contains("150 rows hold their legacy path again");
        });
        assertThat(fixture.column("SELECT CONCAT(ID, HEX(ImagePath)) FROM ImageDataTable ORDER BY ID"))
                .isEqualTo(before);
    }

    @Test
    void should_make_a_ledger_of_long_keys_when_the_server_makes_compact_tables() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID varchar(700) NOT NULL PRIMARY KEY, ImagePath varchar(100))"
                + " CHARACTER SET utf8mb4 ROW_FORMAT = DYNAMIC");

        with(Map.of("innodb_default_row_format", "'compact'"), () -> new Ledger(
                        fixture.schema(),
                        fixture.statements(),
                        fixture.database().dataSource())
                .create());

        assertThat(fixture.ledger()).isEmpty();
    }

    @Test
    void should_refuse_a_server_when_it_is_read_only_also_for_a_user_whom_that_does_not_stop() throws Exception {
        fixture.withTable().rows("image/x");
        fixture.execute("GRANT READ_ONLY ADMIN ON *.* TO " + fixture.database().user() + "@'%'");

        with(Map.of("read_only", "1"), () -> assertThat(catchThrowableOfType(ConfigurationException.class, fixture::run)
                        .problems())
                .singleElement()
                .asString()
                .startsWith(
                        "DATABASE_HOST (database.host) is read-only, a replica perhaps, and must be the server that the application writes to")
                .endsWith("has read_only ON"));

        assertThat(fixture.column("SHOW TABLES LIKE 'moved'")).isEmpty();
    }
}
