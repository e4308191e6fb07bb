package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;
import routes.config.Settings;

/** The user that deploy/database-user creates can do all that the program does, and nothing else. */
class DatabaseUserTest {

    private static final String SCRIPT = "deploy/database-user";

    private final MigrationFixture fixture = new MigrationFixture();

    /** What a script came to. */
    private record Printed(int exitCode, String out, String err) {}

    private static Printed print(Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(SCRIPT);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Printed(process.waitFor(), out, err);
    }

    /** The environment of the fixture's migration, as the script and the program read it. */
    private Map<String, String> environment() {
        Settings settings = fixture.settings();
        Map<String, String> environment = new LinkedHashMap<>();
        for (String key : List.of(
                "db.user",
                "db.password",
                "database.name",
                "database.table.to.update",
                "table.column.name.to.update",
                "migration.tables",
                "temp.table.for.update")) {
            environment.put(Settings.variable(key), settings.text(key));
        }
        return environment;
    }

    /** Has the migration use a user of this name, whom the script creates. */
    private void createUser(String name, String password) throws Exception {
        fixture.with("db.user", name).with("db.password", password);
        Printed printed = print(environment());
        assertThat(printed.err()).isEmpty();
        assertThat(printed.exitCode()).isZero();
        try (Connection connection = fixture.database().adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            // an administrator's client may have any mode
            sql.execute("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'");
            for (String statement : printed.out().split(";\n")) {
                sql.execute(statement);
            }
        }
    }

    private void assertDenied(String statement) {
        Settings settings = fixture.settings();
        assertThatThrownBy(() -> {
                    try (Connection connection = DriverManager.getConnection(
                                    fixture.database().url(), settings.text("db.user"), settings.text("db.password"));
                            Statement sql = connection.createStatement()) {
                        sql.execute(statement);
                    }
                })
                .as(statement)
                .isInstanceOfSatisfying(SQLException.class, refusal -> assertThat(refusal.getErrorCode())
                        .isIn(1142, 1143));
    }

    private int command(String... arguments) {
        Operating.Answer answer = Operating.command(fixture, arguments);
        assertThat(answer.err()).isEmpty();
        return answer.exitCode();
    }

    @Test
    void should_migrate_and_operate_when_the_user_is_the_scripts() throws Exception {
        fixture.withTable().rowsWithObjects("image/a", "image/b").rows("image/missing");
        String name = "mover_" + fixture.database().name();
        createUser(name, "an earlier password");
        createUser(name, "secret");

        assertThat(command("plan")).isEqualTo(ExitCode.DONE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(fixture.paths()).containsExactly("avatar/a", "avatar/b", "image/missing");

        fixture.objects("image/missing");
        assertThat(command("retry")).isEqualTo(ExitCode.DONE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.ledger()).containsOnly("APPLIED");

        assertThat(command("status", "--exact")).isEqualTo(ExitCode.DONE);
        assertThat(command("verify")).isEqualTo(ExitCode.DONE);
        assertThat(command("rollback")).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactly("image/a", "image/b", "image/missing");
        assertThat(command("finish", "--table", MigrationFixture.LEDGER)).isEqualTo(ExitCode.DONE);
        assertThat(fixture.column("SHOW TABLES")).containsExactly(MigrationFixture.TABLE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_be_refused_everything_else_when_the_user_is_the_scripts() throws Exception {
        fixture.withTable().rowsWithObjects("image/a");
        fixture.execute("CREATE TABLE others (secret int)");
        createUser("mover_" + fixture.database().name(), "secret");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertDenied("UPDATE ImageDataTable SET ID = 7");
        assertDenied("INSERT INTO ImageDataTable (ImagePath) VALUES ('image/b')");
        assertDenied("DELETE FROM ImageDataTable");
        assertDenied("ALTER TABLE ImageDataTable ADD another int");
        assertDenied("DROP TABLE ImageDataTable");
        assertDenied("SELECT * FROM others");
        assertDenied("CREATE TABLE another (a int)");
        assertDenied("DELETE FROM " + MigrationFixture.LEDGER);
        assertDenied("ALTER TABLE " + MigrationFixture.LEDGER + " ADD another int");
        assertThat(fixture.paths()).containsExactly("avatar/a");
    }

    @Test
    void should_migrate_when_names_are_odd() throws Exception {
        fixture.execute("CREATE TABLE `Image'Data``Table` (ID int PRIMARY KEY, `Image``Pa'th` varchar(100))");
        fixture.execute("INSERT INTO `Image'Data``Table` VALUES (1, 'image/x')");
        fixture.objects("image/x")
                .with("database.table.to.update", "Image'Data`Table")
                .with("table.column.name.to.update", "Image`Pa'th")
                .with("temp.table.for.update", "led'ger`");
        createUser("o'mover`" + fixture.database().name(), "pa'ss\"wo`rd\\' \\\\$(x)&;--");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.column("SELECT `Image``Pa'th` FROM `Image'Data``Table`"))
                .containsExactly("avatar/x");
    }

    @Test
    void should_migrate_several_columns_when_the_user_is_the_scripts() throws Exception {
        fixture.execute("CREATE TABLE ImageDataTable (ID int PRIMARY KEY, ImagePath varchar(100))");
        fixture.execute(
                "CREATE TABLE `old, ``users` (Nr int PRIMARY KEY, `e mail` varchar(50) NOT NULL UNIQUE, `a.b` text)");
        fixture.execute("CREATE TABLE user_data (ID int PRIMARY KEY, avatar_path text)");
        fixture.execute("INSERT INTO ImageDataTable VALUES (1, 'image/x')");
        fixture.execute("INSERT INTO `old, ``users` VALUES (1, 'a@b', 'image/x')");
        fixture.execute("INSERT INTO user_data VALUES (1, 'image/x')");
        fixture.objects("image/x")
                .with("database.table.to.update", "")
                .with("table.column.name.to.update", "")
                .with(
                        "migration.tables",
                        " ImageDataTable.ImagePath ,`old, ``users`.`a.b` ( `e mail` ), user_data.avatar_path");
        createUser("mover_" + fixture.database().name(), "secret");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.column("SELECT `a.b` FROM `old, ``users` UNION ALL SELECT avatar_path FROM user_data"))
                .containsOnly("avatar/x");
        assertDenied("UPDATE user_data SET ID = 7");
        Map<String, String> environment = environment();
        environment.put("MIGRATION_TABLES", "Users");
        assertThat(print(environment).exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DB_USER",
                "DB_PASSWORD",
                "DATABASE_NAME",
                "DATABASE_TABLE_TO_UPDATE",
                "TABLE_COLUMN_NAME_TO_UPDATE"
            })
    void should_name_the_variable_when_it_is_missing(String name) throws Exception {
        Map<String, String> environment = environment();
        environment.remove(name);

        assertThat(print(environment))
                .isEqualTo(new Printed(ExitCode.BAD_CONFIGURATION, "", "not set: " + name + "\n"));
    }

    @Test
    void should_name_all_variables_in_one_line_when_several_are_missing() throws Exception {
        assertThat(print(Map.of("DB_USER", "x", "DATABASE_NAME", "x")))
                .isEqualTo(new Printed(
                        ExitCode.BAD_CONFIGURATION,
                        "",
                        "not set: DB_PASSWORD DATABASE_TABLE_TO_UPDATE TABLE_COLUMN_NAME_TO_UPDATE\n"));
    }

    @Test
    void should_let_the_user_ask_replicas_when_there_are_some() throws Exception {
        Map<String, String> environment = environment();
        assertThat(print(environment).out()).doesNotContain("REPLICA");

        environment.put("DATABASE_REPLICAS", "db2,db3");

        assertThat(print(environment).out())
                .endsWith("\nGRANT REPLICA MONITOR ON *.* TO '" + environment.get("DB_USER") + "'@'%';\n");
    }

    @Test
    void should_bind_the_user_to_tls_and_to_a_host_when_asked_to() throws Exception {
        Map<String, String> environment = environment();
        environment.put("REQUIRE_SSL", "yes");
        environment.put("DB_USER_HOST", "10.0.%");
        environment.remove("TEMP_TABLE_FOR_UPDATE");

        assertThat(print(environment).out())
                .contains("CREATE USER IF NOT EXISTS '" + environment.get("DB_USER") + "'@'10.0.%' IDENTIFIED BY")
                .contains("' REQUIRE SSL;\nGRANT")
                .contains("`.`s3_migration_ledger` TO");

        environment.put("REQUIRE_SSL", "true");
        assertThat(print(environment))
                .isEqualTo(new Printed(
                        ExitCode.BAD_CONFIGURATION, "", "REQUIRE_SSL must be yes or no, and is \"true\"\n"));
    }
}
