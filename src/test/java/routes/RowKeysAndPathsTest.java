package routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.ExitCode;

/** Row keys and paths that a production table may hold, by whole runs; the other kinds of keys are {@link OddTablesTest}'s. */
class RowKeysAndPathsTest {

    private final MigrationFixture fixture = new MigrationFixture();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bigint unsigned                                       | 0, 7, 18446744073709551615",
                "varchar(100) CHARACTER SET utf8mb4                    | 'a', 'B', 'ç😀', '', 'it''s'",
                "varbinary(20)                                         | 0x00, 0x0000, 0xff00"
            })
    void should_migrate_every_row_when_keys_are(String type, String keys) throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (k " + type.strip()
                + " NOT NULL PRIMARY KEY, ImagePath varchar(500)" + " CHARACTER SET utf8mb4)");
        int rows = 0;
        for (String key : keys.strip().split(", ")) {
            String path = "image/" + ++rows;
            fixture.execute("INSERT INTO ImageDataTable VALUES (" + key + ", '" + path + "')");
            fixture.objects(path);
        }
        // pages and jobs of one row: the cursor passes through every key
        fixture.with("scan.page.rows", "2").with("job.rows", "1");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        List<String> expected = new ArrayList<>();
        for (int row = 1; row <= rows; row++) {
            expected.add("avatar/" + row);
        }
        assertThat(fixture.paths()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(fixture.ledger()).hasSize(rows).containsOnly("APPLIED");
        assertThat(fixture.targetKeys()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void should_take_the_named_column_when_the_primary_key_is_composite() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (a int, b int, `odd ``key` int NOT NULL UNIQUE,"
                        + " ImagePath varchar(100), PRIMARY KEY (a, b))")
                .with("row.key.column", "odd `key");
        fixture.execute("INSERT INTO ImageDataTable VALUES (1, 1, 10, 'image/x'), (1, 2, 20, 'image/y')");
        fixture.objects("image/x", "image/y");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/x", "avatar/y");
    }

    @Test
    void should_quote_names_when_they_are_odd() throws Exception {
        fixture.execute("CREATE TABLE `odd ``table;--` (`from` int PRIMARY KEY, `sel ect?` varchar(100))");
        fixture.execute("INSERT INTO `odd ``table;--` VALUES (1, 'image/x')");
        fixture.objects("image/x")
                .with("database.table.to.update", "odd `table;--")
                .with("table.column.name.to.update", "sel ect?")
                .with("temp.table.for.update", "led`ger #1 ${x}");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.column("SELECT `sel ect?` FROM `odd ``table;--`")).containsExactly("avatar/x");
    }

    @Test
    void should_look_for_no_placeholder_in_a_name_when_names_are_made_like_them() throws Exception {
        fixture.execute("CREATE TABLE `${ledger}?{fn}` (`${path}` int PRIMARY KEY, `${window} {d ?}` varchar(100))");
        fixture.execute("INSERT INTO `${ledger}?{fn}` VALUES (1, 'image/1'), (2, 'image/2'), (3, 'image/3')");
        fixture.objects("image/1", "image/2", "image/3")
                .with("database.table.to.update", "${ledger}?{fn}")
                .with("table.column.name.to.update", "${window} {d ?}")
                .with("temp.table.for.update", "${table}${state}{ts}")
                // several windows, whose keys are bound between the other values
                .with("scan.page.rows", "1")
                .with("job.rows", "1");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        Operating.Answer plan = Operating.command(fixture, "plan", "--json");
        Operating.Answer verify = Operating.command(fixture, "verify");

        assertThat(fixture.column("SELECT `${window} {d ?}` FROM `${ledger}?{fn}`"))
                .containsExactly("avatar/1", "avatar/2", "avatar/3");
        assertThat(plan.json().get("rows").get("target").asLong()).isEqualTo(3);
        assertThat(verify.exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_record_a_path_when_it_has_dot_segments() throws Exception {
        String[] resolved = {"image/../../legacy/x", "image/./x", "image/x/..", "image/x/.", "image/.."};
        fixture.withTable().rows(resolved).rowsWithObjects("image/..x", "image/x..", "image/...", "image/a%2e%2e/x");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        List<String> states = fixture.ledger();
        assertThat(states.subList(0, 5)).containsOnly("FAILED DOT_SEGMENTS");
        assertThat(states.subList(5, 9)).containsOnly("APPLIED");
        assertThat(fixture.paths().subList(0, 5)).containsExactly(resolved);

        assertThat(unusable()).isEqualTo(5);
        fixture.with("copy.dot-segments", "true");
        assertThat(unusable()).isZero();
    }

    private long unusable() throws Exception {
        return Operating.command(fixture, "plan", "--json")
                .json()
                .get("rows")
                .get("unusable")
                .asLong();
    }

    @Test
    void should_migrate_any_utf8_when_paths_are_odd() throws Exception {
        String longest = "image/" + "é".repeat((1023 - 6) / 2);
        String[] paths = {
            "image/sp ace.jpg",
            "image/plus+percent%25hash#q?a=b&c",
            "image/quote'\"`\\",
            "image/nfc-é/nfd-e\u0301",
            "image/emoji-😀.png",
            "image/日本語/ファイル",
            "image/tab\tname",
            "image/%2e%2e/x",
            longest
        };
        fixture.withTable().rowsWithObjects(paths);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        List<String> expected = new ArrayList<>();
        for (String path : paths) {
            expected.add("avatar/" + path.substring("image/".length()));
        }
        assertThat(fixture.paths()).containsExactlyElementsOf(expected);
        assertThat(fixture.targetKeys()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({"latin1", "utf8mb3", "utf16", "binary"})
    void should_compare_as_utf8_when_the_column_has_another_character_set(String charset) throws Exception {
        String type = charset.equals("binary") ? "varbinary(200)" : "varchar(200) CHARACTER SET " + charset;
        fixture.withTable("CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY, ImagePath " + type + ")");
        fixture.rowsWithObjects("image/é", "image/E");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/é", "avatar/E");
        assertThat(fixture.targetKeys()).containsExactlyInAnyOrder("avatar/é", "avatar/E");
    }

    @Test
    void should_record_a_path_that_names_no_object_when_it_is_too_long_or_not_utf8() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY, ImagePath blob)");
        fixture.rows("image/" + "x".repeat(1019), "image/" + "x".repeat(20_000));
        fixture.execute("INSERT INTO ImageDataTable (ImagePath) VALUES (CONCAT('image/', 0xc328))");
        fixture.rowsWithObjects("image/fine");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger())
                .containsExactly("FAILED KEY_TOO_LONG", "FAILED KEY_TOO_LONG", "FAILED INVALID_PATH", "APPLIED");
        assertThat(fixture.column("SELECT LENGTH(ImagePath) FROM ImageDataTable ORDER BY ID"))
                .containsExactly("1025", "20006", "8", "11");
    }

    @Test
    void should_record_a_row_when_the_new_key_is_too_long_or_does_not_fit_the_column() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY, ImagePath varchar(20))");
        fixture.rowsWithObjects("image/12345678901234", "image/1234567890123");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED PATH_TOO_LONG", "APPLIED");
        assertThat(fixture.paths()).containsExactly("image/12345678901234", "avatar/1234567890123");
    }

    @Test
    void should_record_only_the_row_that_the_database_refuses_when_it_has_a_unique_path() throws Exception {
        fixture.withTable(
                "CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY, ImagePath varchar(100) UNIQUE)");
        fixture.rowsWithObjects("image/1", "image/2", "image/3").rows("avatar/2");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT ImagePath FROM ImageDataTable ORDER BY ID"))
                .containsExactly("avatar/1", "image/2", "avatar/3", "avatar/2");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "FAILED APPLY_REJECTED", "APPLIED");
    }

    @Test
    void should_rewrite_every_row_when_several_name_one_object() throws Exception {
        fixture.withTable().rowsWithObjects("image/x").rows("image/x", "image/x");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/x", "avatar/x", "avatar/x");
    }

    @Test
    void should_take_up_only_what_is_new_when_it_runs_again() throws Exception {
        fixture.withTable().rowsWithObjects("image/1").rows("image/missing");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        fixture.rowsWithObjects("image/3");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/1' WHERE ID = 1");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.paths()).containsExactly("avatar/1", "image/missing", "avatar/3");
        assertThat(fixture.column("SELECT attempts FROM moved ORDER BY row_key"))
                .containsExactly("2", "1", "1");
    }
}
