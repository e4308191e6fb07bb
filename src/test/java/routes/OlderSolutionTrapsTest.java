package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.config.ExitCode;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.scan.Page;
import routes.scan.Scanner;
import routes.table.Sql;
import routes.testing.Servers;

/** One test for each way in which the older solution lost rows, mixed up objects or never ended. */
class OlderSolutionTrapsTest {

    private final MigrationFixture fixture = new MigrationFixture();

    @Test
    void should_rewrite_rows_and_copy_objects_when_everything_is_there() throws Exception {
        fixture.withTable().rowsWithObjects("image/avatar1.jpg", "image/avatar2.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/avatar1.jpg", "avatar/avatar2.jpg");
        assertThat(fixture.targetKeys()).containsExactly("avatar/avatar1.jpg", "avatar/avatar2.jpg");
        assertThat(fixture.targetContent("avatar/avatar1.jpg")).isEqualTo("image/avatar1.jpg");
        assertThat(fixture.sourceKeys()).containsExactly("image/avatar1.jpg", "image/avatar2.jpg");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED");
    }

    @Test
    void should_find_every_row_when_there_are_more_than_a_million() throws Exception {
        int rows = 1_000_123;
        fixture.withTable()
                .execute("INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT('image/', seq, '.jpg') FROM seq_1_to_"
                        + rows);
        try (UnifiedJedis redis =
                RedisClient.create(Servers.redis().host(), Servers.redis().port())) {
            JobQueue queue = fixture.queue(redis);
            Ledger ledger = new Ledger(
                    fixture.schema(), fixture.statements(), fixture.database().dataSource());
            ledger.create();
            Scanner scanner = new Scanner(
                    fixture.schema(),
                    fixture.statements(),
                    fixture.database().dataSource(),
                    ledger,
                    queue,
                    50_000,
                    1000);
            long expected = 1;
            for (Page page = scanner.nextPage(); page.more(); page = scanner.nextPage()) {
                for (Job job : page.jobs()) {
                    queue.enqueue(job);
                    assertThat(job.firstKey()).isEqualTo(Long.toString(expected));
                    expected += job.rows().size();
                }
            }
            assertThat(expected - 1).isEqualTo(rows);
            // the first windows are smaller than a page, and their last jobs not full
            assertThat(queue.outstanding()).isBetween(rows / 1000 + 1L, rows / 1000 + 20L);
            redis.del(fixture.database().name() + ":jobs");
        }
    }

    @Test
    void should_keep_sub_folders_apart_when_names_are_equal() throws Exception {
        fixture.withTable().rowsWithObjects("image/a/x.jpg", "image/b/x.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/a/x.jpg", "avatar/b/x.jpg");
        assertThat(fixture.targetContent("avatar/a/x.jpg")).isEqualTo("image/a/x.jpg");
        assertThat(fixture.targetContent("avatar/b/x.jpg")).isEqualTo("image/b/x.jpg");
    }

    @Test
    void should_refuse_collisions_and_flatten_the_rest_when_mapping_by_basename() throws Exception {
        fixture.withTable()
                .with("key.mapping", "basename")
                .rowsWithObjects("image/a/x.jpg", "image/b/x.jpg", "image/c/y.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.paths()).containsExactly("image/a/x.jpg", "image/b/x.jpg", "avatar/y.jpg");
        assertThat(fixture.targetKeys()).containsExactly("avatar/y.jpg");
        assertThat(fixture.ledger()).containsExactly("FAILED KEY_COLLISION", "FAILED KEY_COLLISION", "APPLIED");
        assertThat(fixture.column("SELECT detail FROM moved WHERE row_key = 1").get(0))
                .contains("image/a/x.jpg")
                .contains("image/b/x.jpg");
    }

    @Test
    void should_end_with_exceptions_when_an_object_is_missing() throws Exception {
        fixture.withTable().rows("image/missing.jpg").rowsWithObjects("image/there.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.paths()).containsExactly("image/missing.jpg", "avatar/there.jpg");
        assertThat(fixture.ledger()).containsExactly("FAILED SOURCE_MISSING", "APPLIED");
    }

    @Test
    void should_leave_near_misses_alone_when_they_only_resemble_the_prefix() throws Exception {
        String[] nearMisses = {
            "images/x.jpg", "Image/x.jpg", "IMAGE/x.jpg", "imagé/x.jpg", " image/x.jpg", "image", "/image/x.jpg", ""
        };
        fixture.withTable().rowsWithObjects("image/x.jpg").rows(nearMisses);

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        List<String> expected = new ArrayList<>(List.of("avatar/x.jpg"));
        expected.addAll(List.of(nearMisses));
        assertThat(fixture.paths()).containsExactlyElementsOf(expected);
        assertThat(fixture.ledger()).hasSize(1);
    }

    @Test
    void should_take_wildcards_in_the_prefix_literally_when_it_has_some() throws Exception {
        fixture.withTable()
                .with("legacy.s3.object.prefix", "im_g%\\")
                .rowsWithObjects("im_g%\\/x.jpg")
                .rows("imagx/x.jpg", "im_gabc\\/x.jpg");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/x.jpg", "imagx/x.jpg", "im_gabc\\/x.jpg");
    }

    @Test
    void should_tell_keys_apart_when_they_differ_only_in_case_accent_or_trailing_space() throws Exception {
        fixture.withTable().rowsWithObjects("image/x", "image/X", "image/e", "image/é", "image/x ");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/x", "avatar/X", "avatar/e", "avatar/é", "avatar/x ");
        assertThat(fixture.targetContent("avatar/X")).isEqualTo("image/X");
    }

    @Test
    void should_apply_a_copied_row_when_its_notification_was_lost() throws Exception {
        fixture.withTable().rowsWithObjects("image/x.jpg", "image/y.jpg");
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state)"
                + " VALUES (1, 'image/x.jpg', 'avatar/x.jpg', 'COPIED')");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(fixture.paths()).containsExactly("avatar/x.jpg", "avatar/y.jpg");
    }

    @Test
    void should_leave_a_row_as_the_application_wrote_it_when_it_changed_after_its_copy() throws Exception {
        fixture.withTable().rows("image/X.jpg", "uploads/new.jpg");
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state) VALUES"
                + " (1, 'image/x.jpg', 'avatar/x.jpg', 'COPIED'), (2, 'image/y.jpg', 'avatar/y.jpg', 'COPIED'),"
                + " (3, 'image/z.jpg', 'avatar/z.jpg', 'COPIED')");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.paths()).containsExactly("image/X.jpg", "uploads/new.jpg");
        assertThat(fixture.ledger()).containsExactly("FAILED SOURCE_MISSING", "SUPERSEDED", "SUPERSEDED");
    }

    @Test
    void should_join_on_the_primary_keys_when_it_applies_and_scans() throws Exception {
        fixture.withTable()
                .execute("INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT('image/', seq) FROM seq_1_to_20000");
        new Ledger(fixture.schema(), fixture.statements(), fixture.database().dataSource()).create();
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state)"
                + " SELECT ID, ImagePath, CONCAT('avatar/', ID), 'COPIED' FROM ImageDataTable");
        fixture.execute("ANALYZE TABLE moved, ImageDataTable");
        JdbcTemplate jdbc = new JdbcTemplate(fixture.database().dataSource());

        List<Map<String, Object>> plan = jdbc.queryForList(
                "EXPLAIN "
                        + fixture.statements()
                                .get(routes.apply.Applier.class, "apply")
                                .replaceFirst("SET STATEMENT .* FOR\n", ""),
                "2026-01-01 00:00:00",
                5000,
                7000);

        assertThat(plan).hasSize(2);
        assertThat(plan.get(0)).containsEntry("key", "PRIMARY").containsEntry("type", "range");
        assertThat(plan.get(1)).containsEntry("key", "PRIMARY").containsEntry("type", "eq_ref");

        byte[] prefix = "image/".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        List<Map<String, Object>> scan = jdbc.queryForList(
                "EXPLAIN "
                        + fixture.statements()
                                .get(Scanner.class, "scan")
                                .replace(Sql.WINDOW, fixture.statements().between(true, true, true)),
                5000,
                7000,
                6,
                prefix,
                1000);

        assertThat(scan.get(0)).containsEntry("key", "PRIMARY");
        assertThat(String.valueOf(scan.get(0).get("Extra"))).doesNotContain("filesort");
        assertThat(scan.get(1)).containsEntry("key", "PRIMARY").containsEntry("type", "eq_ref");
    }

    @Test
    void should_write_jobs_as_json_when_they_are_queued() throws Exception {
        fixture.withTable().rows("image/x.jpg");
        try (UnifiedJedis redis =
                RedisClient.create(Servers.redis().host(), Servers.redis().port())) {
            JobQueue queue = fixture.queue(redis);
            queue.cursor().beginPass(java.util.Optional.empty());
            queue.enqueue(new Job("f", 1, 1, null, List.of(new routes.table.Row("1", "image/x.jpg", 0))));

            String body = redis.xrange(fixture.database().name() + ":jobs", "-", "+")
                    .get(0)
                    .getFields()
                    .get("body");
            assertThat(new ObjectMapper()
                            .readTree(body)
                            .path("rows")
                            .path(0)
                            .path(1)
                            .asText())
                    .isEqualTo("image/x.jpg");
        }
    }
}
