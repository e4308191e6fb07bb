package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import routes.config.ExitCode;
import routes.testing.Servers;

/** What {@code plan} says, and that it changes nothing. */
class PlanCommandTest {

    private final MigrationFixture fixture = new MigrationFixture();

    @Test
    void should_say_what_a_run_would_do_and_write_nothing_when_ready() throws Exception {
        fixture.withTable()
                .rowsWithObjects("image/1.jpg", "image/a/2.jpg", "avatar/3.jpg")
                .rows("image/1.jpg", "image/missing.jpg", "images/4.jpg", "Image/5.jpg", "/image/6.jpg", "", null)
                .rows("image/" + "x".repeat(1018), "image/" + "x".repeat(1017), "imagine/7.jpg")
                .rows("image/../8.jpg", "image/a/./8.jpg", "image/8/..", "image/..8.jpg");

        Operating.Answer answer = Operating.command(fixture, "plan", "--json");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode json = answer.json();
        assertThat(json.get("ready").asBoolean()).isTrue();
        JsonNode rows = json.get("rows");
        assertThat(rows.get("table").asLong()).isEqualTo(17);
        assertThat(rows.get("legacy").asLong()).isEqualTo(10);
        assertThat(rows.get("objects").asLong()).isEqualTo(9);
        assertThat(rows.get("target").asLong()).isEqualTo(1);
        assertThat(rows.get("empty").asLong()).isEqualTo(2);
        assertThat(rows.get("nearMisses").asLong()).isEqualTo(2);
        assertThat(rows.get("unusable").asLong()).isEqualTo(4);
        assertThat(rows.get("collisions").asLong()).isZero();
        assertThat(json.get("objects").get("looked").asLong()).isEqualTo(7);
        assertThat(json.get("mappings")).hasSize(7);
        assertThat(json.get("mappings").toString()).contains("{\"from\":\"image/a/2.jpg\",\"to\":\"avatar/a/2.jpg\"}");
        assertThat(fixture.column("SHOW TABLES")).containsExactly("ImageDataTable");
        assertThat(fixture.targetKeys()).isEmpty();
        try (Jedis redis = Servers.jedis()) {
            assertThat(redis.keys(fixture.database().name() + "*")).isEmpty();
        }
    }

    @Test
    void should_recognise_utf8_in_a_column_of_another_character_set_and_name_triggers() throws Exception {
        fixture.withTable("CREATE TABLE ImageDataTable (ID int AUTO_INCREMENT PRIMARY KEY, ImagePath varchar(100))"
                + " CHARACTER SET latin1");
        fixture.execute("CREATE TABLE log (what varchar(100))");
        fixture.execute(
                "CREATE TRIGGER audit AFTER UPDATE ON ImageDataTable FOR EACH ROW INSERT INTO log VALUES (NEW.ImagePath)");
        fixture.execute("CREATE TRIGGER made AFTER INSERT ON ImageDataTable FOR EACH ROW INSERT INTO log VALUES ('x')");
        fixture.execute(
                "GRANT TRIGGER ON ImageDataTable TO " + fixture.database().user() + "@'%'");
        fixture.execute("INSERT INTO ImageDataTable (ImagePath) VALUES (CAST('image/日本.jpg' AS BINARY)),"
                + " (CAST('image/é.jpg' AS BINARY)), ('image/ü.jpg'), ('image/a.jpg')");

        Operating.Answer answer = Operating.command(fixture, "plan");

        assertThat(answer.out())
                .contains("Triggers  audit (AFTER UPDATE, names ImagePath)")
                .contains(
                        "Encoding  the column is of latin1, but 2 of 3 paths with other characters than ASCII hold UTF-8,"
                                + " such as image/é.jpg, which is read as image/Ã©.jpg: set PATH_CHARSET (path.charset) to binary");
        assertThat(Operating.command(fixture.with("path.charset", "binary"), "plan")
                        .out())
                .doesNotContain("Encoding");
    }

    @Test
    void should_know_every_missing_object_when_it_lists() throws Exception {
        fixture.withTable()
                .rowsWithObjects("image/1.jpg", "image/2.jpg")
                .rows("image/missing.jpg", "image/missing.jpg")
                .objects("image/unreferenced.jpg");

        JsonNode json = Operating.command(fixture, "plan", "--list", "--json").json();

        assertThat(json.get("objects").get("looked").asLong()).isEqualTo(3);
        assertThat(json.get("objects").get("missing").asLong()).isEqualTo(1);
        assertThat(json.get("objects").get("meanBytes").asDouble()).isEqualTo(11);
        assertThat(json.get("unreferenced").asLong()).isEqualTo(1);
        assertThat(json.get("estimate").get("copies").asLong()).isEqualTo(2);
        assertThat(Operating.command(fixture, "plan", "--list").out()).contains("all of the listing", "ready");
    }

    @Test
    void should_say_what_to_look_at_when_no_row_is_under_the_prefix() throws Exception {
        fixture.withTable().rows("picture/1.jpg");

        assertThat(Operating.command(fixture, "plan").out())
                .contains("ready, but no row has a path under the legacy prefix: see that LEGACY_S3_OBJECT_PREFIX");
    }

    @Test
    void should_say_what_to_look_at_when_all_that_was_looked_at_is_missing() throws Exception {
        fixture.withTable().rows("image/1.jpg", "image/2.jpg", "image/3.jpg");

        String out = Operating.command(fixture, "plan").out();

        assertThat(out)
                .contains("Objects, all 3", "ready, but 3 of 3 objects are missing: see that SOURCE_S3_BUCKET")
                .doesNotContain("confidence", "at random");
    }

    @Test
    void should_count_collisions_when_keys_are_base_names() throws Exception {
        fixture.withTable()
                .rows("image/a/x.jpg", "image/b/x.jpg", "image/b/x.jpg", "image/y.jpg")
                .with("key.mapping", "basename");

        JsonNode rows = Operating.command(fixture, "plan", "--json").json().get("rows");

        assertThat(rows.get("collisions").asLong()).isEqualTo(3);
    }

    @Test
    void should_say_what_is_wrong_when_it_is_not_ready() throws Exception {
        fixture.withTable().rows("image/1.jpg").with("source.s3.bucket", "no-such-bucket");

        Operating.Answer answer = Operating.command(fixture, "plan");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.out())
                .contains("SOURCE_S3_BUCKET (source.s3.bucket) names no bucket that exists", "not ready")
                .contains("under the legacy prefix");
    }

    @Test
    void should_say_how_overwriting_is_prevented_once_a_run_has_found_out() throws Exception {
        fixture.withTable().rowsWithObjects("image/1.jpg", "image/2.jpg");
        assertThat(Operating.command(fixture, "plan").out()).contains("Overwrites  prevented by If-None-Match, if");

        assertThat(fixture.run()).isZero();

        assertThat(Operating.command(fixture, "plan").out())
                .contains("Overwrites  the S3 server does not honour If-None-Match");
    }
}
