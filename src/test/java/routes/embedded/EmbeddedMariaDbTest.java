package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import routes.testing.Servers;

class EmbeddedMariaDbTest {

    private static Workspace workspace;
    private static EmbeddedMariaDb server;

    @BeforeAll
    static void start() throws Exception {
        workspace = Servers.workspace();
        server = new EmbeddedMariaDb(workspace, "sample", "app");
        server.start();
    }

    @AfterAll
    static void close() {
        workspace.close();
    }

    @Test
    void should_keep_port_and_committed_rows_when_killed_and_restarted() throws Exception {
        execute("CREATE TABLE kept (id INT PRIMARY KEY) ENGINE=InnoDB", "INSERT INTO kept VALUES (1), (2)");
        int port = server.port();
        long pid = server.pid();

        server.kill();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
        server.restart();

        assertThat(server.port()).isEqualTo(port);
        assertThat(strings("SELECT id FROM kept ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    void should_keep_rows_when_stopped_and_restarted() throws Exception {
        execute("CREATE TABLE kept_too (id INT PRIMARY KEY)", "INSERT INTO kept_too VALUES (7)");

        server.stop();
        server.restart();

        assertThat(strings("SELECT id FROM kept_too")).containsExactly("7");
    }

    @Test
    void should_grant_what_a_migration_needs_and_no_more() throws Exception {
        assertThat(strings("SHOW GRANTS"))
                .contains("GRANT SELECT, INSERT, UPDATE, CREATE, DROP ON `sample`.* TO `app`@`%`")
                .hasSize(2);
        assertThatThrownBy(() -> execute("DELETE FROM nothing")).hasMessageContaining("denied");
        assertThatThrownBy(() -> execute("CREATE DATABASE another")).hasMessageContaining("denied");
    }

    @Test
    void should_refuse_root_without_password() {
        assertThatThrownBy(() -> DriverManager.getConnection(server.url(""), "root", ""))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("denied");
    }

    @Test
    void should_let_the_administrator_create_databases() throws Exception {
        try (Connection connection = server.adminDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute("CREATE DATABASE by_admin")).isFalse();
        }
    }

    @Test
    void should_compare_as_most_tables_do_but_keep_every_character() throws Exception {
        execute(
                "CREATE TABLE paths (path VARCHAR(1024))",
                "INSERT INTO paths VALUES ('caf\u00E9 \uD83D\uDE00'), ('CAFE \uD83D\uDE00')");

        assertThat(strings("SELECT path FROM paths WHERE path = 'Caf\u00E9 \uD83D\uDE00'"))
                .containsExactly("caf\u00E9 \uD83D\uDE00", "CAFE \uD83D\uDE00");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.url(), server.user(), server.password());
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> strings(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
