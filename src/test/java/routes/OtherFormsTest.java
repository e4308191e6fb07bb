package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.connect.Connections;
import routes.ledger.Ledger;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.scan.Scanner;
import routes.table.NearMissPattern;
import routes.testing.Servers;

/** Paths that are not the objects' keys: those that are migrated in the forms of the settings, and those that are not and are not passed over. */
@Timeout(180)
class OtherFormsTest {

    private static final String FORMS =
            "{key:percent}, /{key}, ./{key} -> {key}, https://SOURCE.s3.amazonaws.com/{key:percent},"
                    + " s3://SOURCE/{key}, //cdn.example.com/{key:plus} -> https://img.example.com/{key:percent}";

    /** Paths, and the forms by which they are counted; an empty text where they are no near miss. */
    private static final String[][] LOOKS = {
        {"/image/x", "/image/"},
        {"//image/x", "//image/"},
        {"./image/x", "./image/"},
        {"../image/x", "../image/"},
        {"\\image\\x", "\\image\\"},
        {"IMAGE/x", "IMAGE/"},
        {"/Image/x", "/Image/"},
        {"image%2Fx", "image%2F"},
        {"image%252fx", "image%252f"},
        {"%69mage/x", ""},
        {"https://SOURCE.s3.amazonaws.com/image/x?v=3", "https://SOURCE.s3.amazonaws.com/image/"},
        {"HTTPS://CDN.Example.com/image/x", "https://cdn.example.com/image/"},
        {"//cdn.example.com/image/x", "//cdn.example.com/image/"},
        {"https://s3.amazonaws.com/SOURCE/image/x", "https://s3.amazonaws.com/SOURCE/image/"},
        {"s3://SOURCE/image/x", "s3://SOURCE/image/"},
        {"arn:aws:s3:::SOURCE/image/x", "arn:aws:s3:::SOURCE/image/"},
        {"SOURCE/image/x", "SOURCE/image/"},
        {" image/x", "\u2026image/"},
        {"{\"src\": \"image/x\"}", "\u2026image/"},
        {"<img src='/image/x'>", "\u2026/image/"},
        {"url(https://cdn.example.com/image/x)", "\u2026https://cdn.example.com/image/"},
        {
            "https://resize.example.com/?src=https%3A%2F%2Fcdn.example.com%2Fimage%2Fx",
            "\u2026https%3A%2F%2Fcdn.example.com%2Fimage%2F"
        },
        {"images/x", ""},
        {"image", ""},
        {"image.jpg", ""},
        {"my-image/x", ""},
        {"thumbs/image/x", ""},
        {"https://cdn.example.com/thumbs/image/x", ""},
        {"https://cdn.example.com/images/x", ""},
        {"avatar/image/x", ""},
        {"preimage/x", ""},
        {"", ""},
    };

    private final MigrationFixture fixture = new MigrationFixture();

    @BeforeEach
    void createTable() throws Exception {
        fixture.withTable();
    }

    private String inFull(String text) {
        return text.replace("SOURCE", fixture.buckets().source());
    }

    @Test
    void should_look_alike_to_the_database_and_to_the_program_when_rows_only_look_as_if() throws Exception {
        fixture.rows(Stream.of(LOOKS).map(look -> inFull(look[0])).toArray(String[]::new));
        NearMissPattern pattern = NearMissPattern.of(Migration.of(fixture.settings()));

        String near = fixture.statements().get(OtherFormsTest.class, "near-misses");
        List<String> found = new JdbcTemplate(fixture.database().dataSource()).queryForList(near, String.class);

        assertThat(found)
                .containsExactlyElementsOf(Stream.of(LOOKS)
                        .filter(look -> !look[1].isEmpty())
                        .map(look -> inFull(look[0]))
                        .toList());
        for (String[] look : LOOKS) {
            assertThat(pattern.form(inFull(look[0]).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .orElse(""))
                    .as(look[0])
                    .isEqualTo(inFull(look[1]));
        }
    }

    @Test
    void should_migrate_verify_and_restore_every_form_when_they_are_mixed_in_one_column() throws Exception {
        List<String> paths = Stream.of(
                        "image/plain.jpg",
                        "image/a%20b.jpg",
                        "image/c%2fd.jpg?v=3",
                        "/image/e f.jpg",
                        "./image/g.jpg",
                        "https://SOURCE.s3.amazonaws.com/image/h%2Bi.jpg?v=3#top",
                        "HTTPS://SOURCE.S3.AMAZONAWS.COM/image/j.jpg",
                        "s3://SOURCE/image/k+l.jpg",
                        "//CDN.example.com/image/m+n.jpg",
                        "/image/plain.jpg")
                .map(this::inFull)
                .toList();
        fixture.with("path.forms", inFull(FORMS))
                .rows(paths.toArray(String[]::new))
                .objects("image/plain.jpg", "image/a b.jpg", "image/c/d.jpg", "image/e f.jpg", "image/g.jpg")
                .objects("image/h+i.jpg", "image/j.jpg", "image/k+l.jpg", "image/m n.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        String target = fixture.buckets().target();
        assertThat(fixture.paths())
                .containsExactly(
                        "avatar/plain.jpg",
                        "avatar/a%20b.jpg",
                        "avatar/c%2fd.jpg?v=3",
                        "/avatar/e f.jpg",
                        "avatar/g.jpg",
                        "https://" + target + ".s3.amazonaws.com/avatar/h%2Bi.jpg?v=3#top",
                        "https://" + target + ".s3.amazonaws.com/avatar/j.jpg",
                        "s3://" + target + "/avatar/k+l.jpg",
                        "https://img.example.com/avatar/m%20n.jpg",
                        "/avatar/plain.jpg");
        assertThat(fixture.targetKeys())
                .containsExactly(
                        "avatar/a b.jpg",
                        "avatar/c/d.jpg",
                        "avatar/e f.jpg",
                        "avatar/g.jpg",
                        "avatar/h+i.jpg",
                        "avatar/j.jpg",
                        "avatar/k+l.jpg",
                        "avatar/m n.jpg",
                        "avatar/plain.jpg");
        assertThat(fixture.targetContent("avatar/m n.jpg")).isEqualTo("image/m n.jpg");
        Operating.Answer verified = Operating.command(fixture, "verify");
        assertThat(verified.exitCode()).as(verified.out()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "resync", "--dry-run").exitCode()).isEqualTo(ExitCode.DONE);

        Operating.Answer back = Operating.command(fixture, "rollback");
        assertThat(back.exitCode()).as(back.out() + back.err()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).containsExactlyElementsOf(paths);
    }

    @Test
    void should_say_how_many_rows_of_which_form_are_left_alone_when_they_are_in_none_that_is_migrated()
            throws Exception {
        fixture.with("job.rows", "2")
                .with("scan.page.rows", "7")
                .rowsWithObjects(numbered("image/%d.jpg", 20))
                .rows(numbered("/image/%d.jpg", 30))
                .rowsWithObjects(numbered("image/more%d.jpg", 5))
                .rows(numbered(inFull("https://SOURCE.s3.amazonaws.com/image/%d.jpg"), 20))
                .rows("images/other.jpg", "thumbs/image/x.jpg");
        Map<String, Long> expected =
                new TreeMap<>(Map.of("/image/", 30L, inFull("https://SOURCE.s3.amazonaws.com/image/"), 20L));

        assertThat(rows(Operating.command(fixture, "plan", "--json")
                        .json()
                        .get("rows")
                        .get("nearMissForms")))
                .isEqualTo(expected);
        assertThat(Operating.command(fixture, "plan").out())
                .contains("PATH_FORMS: /{key}")
                .contains(inFull("PATH_FORMS: https://SOURCE.s3.amazonaws.com/{key:percent}"));

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        JsonNode status = Operating.command(fixture, "status", "--json").json();
        assertThat(rows(status.get("nearMisses"))).isEqualTo(expected);
        assertThat(status.get("state").asText()).isEqualTo("DONE_WITH_EXCEPTIONS");
        assertThat(Operating.command(fixture, "status").out())
                .containsPattern("30 rows as /image/, such as row \\d+: /image/0.jpg");
        Operating.Answer verified = Operating.command(fixture, "verify", "--json");
        assertThat(verified.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(verified.json().get("differences").get("NEAR_MISS").asLong()).isEqualTo(50);
        assertThat(fixture.column("SELECT COUNT(*) FROM moved WHERE state = 'APPLIED'"))
                .containsExactly("25");
    }

    @Test
    void should_count_each_row_once_in_a_pass_when_producers_die() throws Exception {
        fixture.rows("/image/0");
        for (int i = 1; i <= 40; i++) {
            fixture.rows("image/" + i, "/image/" + i);
        }
        try (HikariDataSource database = new Connections(fixture.settings()).database();
                UnifiedJedis redis = RedisClient.builder()
                        .hostAndPort(Servers.redis().host(), Servers.redis().port())
                        .build()) {
            Ledger ledger = new Ledger(fixture.schema(), fixture.statements(), database);
            ledger.create();
            JobQueue queue = fixture.queue(redis);
            int pages = 0;
            while (queue.scan().filter(ScanState::complete).isEmpty()) {
                // each one queues some jobs of a page, and is no more
                Scanner scanner = new Scanner(fixture.schema(), fixture.statements(), database, ledger, queue, 9, 2);
                scanner.nextPage().jobs().stream().limit(pages++ % 3).forEach(scanner::enqueue);
            }

            assertThat(queue.nearMisses()
                            .read(queue.scan())
                            .forms()
                            .get("/image/")
                            .rows())
                    .isEqualTo(41);
            assertThat(queue.scan().orElseThrow().rows()).isEqualTo(40);
        }
    }

    @Test
    void should_know_a_job_for_another_s_when_its_paths_are_read_in_other_forms() throws Exception {
        DataSource database = fixture.database().dataSource();
        Ledger plain = new Ledger(fixture.schema(), fixture.statements(), database);
        plain.create();
        fixture.with("path.forms", "{key}, /{key}");
        Ledger slashed = new Ledger(fixture.schema(), fixture.statements(), database);

        assertThat(plain.owns(plain.jobMark())).isTrue();
        assertThat(slashed.owns(slashed.jobMark())).isTrue();
        assertThat(plain.owns(slashed.jobMark())).isFalse();
        assertThat(slashed.owns(plain.jobMark())).isFalse();
    }

    @Test
    void should_end_with_0_when_such_rows_are_to_be_ignored() throws Exception {
        fixture.with("near.misses", "ignore").rowsWithObjects("image/a").rows("/image/a", "IMAGE/a");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "plan", "--json")
                        .json()
                        .get("rows")
                        .get("nearMisses")
                        .asLong())
                .isZero();
    }

    @Test
    void should_go_on_with_the_ledger_when_a_form_is_added_later() throws Exception {
        fixture.rowsWithObjects("image/a", "image/b")
                .rows("/image/a", "/image/c")
                .objects("image/c");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        fixture.with("path.forms", "{key}, /{key}");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/a", "avatar/b", "/avatar/a", "/avatar/c");
        assertThat(fixture.column("SELECT CONCAT_WS(' ', source_key, target_key) FROM moved ORDER BY row_key"))
                .containsExactly("", "", "image/a avatar/a", "image/c avatar/c");
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_record_a_path_when_it_is_not_encoded_as_its_form_is() throws Exception {
        fixture.with("path.forms", "{key:percent}")
                .rows("image/100%.jpg", "image/a%20b")
                .objects("image/a b", "image/100%.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.ledger()).containsExactly("FAILED INVALID_PATH", "APPLIED");
        assertThat(fixture.paths()).containsExactly("image/100%.jpg", "avatar/a%20b");
    }

    @Test
    void should_count_objects_that_no_row_names_when_it_verifies() throws Exception {
        fixture.rowsWithObjects("image/a").objects("image/forgotten", "other/x");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        Operating.Answer verified = Operating.command(fixture, "verify");

        assertThat(verified.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(verified.out()).contains("image/forgotten").doesNotContain("other/x");
    }

    private static String[] numbered(String format, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> format.formatted(number))
                .toArray(String[]::new);
    }

    private static Map<String, Long> rows(JsonNode forms) {
        Map<String, Long> rows = new TreeMap<>();
        forms.properties()
                .forEach(form ->
                        rows.put(form.getKey(), form.getValue().get("rows").asLong()));
        return rows;
    }
}
