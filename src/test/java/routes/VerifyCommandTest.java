package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import routes.config.ExitCode;
import routes.config.Role;
import software.amazon.awssdk.core.sync.RequestBody;

/** What {@code verify} finds, whatever the ledger says. */
class VerifyCommandTest {

    private final MigrationFixture fixture = new MigrationFixture().with("report.uri", "");

    @TempDir
    private Path folder;

    @Test
    void should_be_clean_when_everything_is_migrated() throws Exception {
        fixture.withTable()
                .rowsWithObjects("image/a b+c%.jpg", "image/\uFF21.jpg", "image/\uD83D\uDE00.jpg", "image/x/y.jpg")
                .rows("image/x/y.jpg", "elsewhere/z.jpg");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        Operating.Answer answer = Operating.command(fixture, "verify");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(answer.out()).contains("5 rows, 4 objects under the new prefix", "clean");
    }

    @Test
    void should_find_every_kind_of_difference_when_there_are_some() throws Exception {
        fixture.withTable().rowsWithObjects("image/1", "image/2", "image/3", "image/4", "image/5");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        fixture.rows("image/6", "avatar/7");
        put("avatar/2", "other");
        put("avatar/3", "image/X");
        put("avatar/orphan", "");
        delete("avatar/4");
        MigrationFixture.s3()
                .deleteObject(
                        request -> request.bucket(fixture.buckets().source()).key("image/5"));
        fixture.execute("DROP TABLE moved");
        Path csv = folder.resolve("differences.csv");

        Operating.Answer answer = Operating.command(fixture, "verify", "--json", "--output", csv.toString());

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        JsonNode json = answer.json();
        assertThat(json.get("differences").toString())
                .isEqualTo("{\"MISSING\":2,\"DIFFERENT\":2,\"ORPHANED\":1,\"LEGACY_ROW\":1,\"NEAR_MISS\":0}");
        assertThat(json.get("unpaired").asLong()).isEqualTo(1);
        assertThat(Files.readAllLines(csv))
                .hasSize(7)
                .anyMatch(line -> line.startsWith("MISSING,4,avatar/4,,\"verify --repair copies it again"))
                .anyMatch(line -> line.startsWith("ORPHANED,,avatar/orphan,0 bytes,"))
                .anyMatch(line -> line.matches("MISSING,\\d+,avatar/7,nor is it in the source,.*"))
                .anyMatch(line -> line.matches("LEGACY_ROW,\\d+,image/6,,.*"))
                .anyMatch(line -> line.startsWith("DIFFERENT,2,avatar/2,\"5 bytes"))
                .anyMatch(line -> line.startsWith("DIFFERENT,3,avatar/3,\"7 bytes"));
        assertThat(Operating.command(fixture, "verify", "--sizes-only", "--json")
                        .json()
                        .get("differences")
                        .get("DIFFERENT")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void should_compare_with_the_sources_of_the_same_name_when_keys_are_base_names() throws Exception {
        fixture.withTable().rowsWithObjects("image/a/1", "image/b/2").with("key.mapping", "basename");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_name_the_path_of_a_row_and_what_to_do_when_it_still_holds_a_legacy_one() throws Exception {
        fixture.withTable()
                .rows("/image/a/1.jpg")
                .with("key.mapping", "basename")
                .with("path.forms", "/{key}");

        Operating.Answer answer = Operating.command(fixture, "verify");

        assertThat(answer.out())
                .containsPattern("legacy row   1\\R    row 1: /image/a/1.jpg\\R    what to do: A run migrates it");
        assertThat(Operating.command(fixture, "verify", "--json")
                        .json()
                        .at("/advice/LEGACY_ROW")
                        .asText())
                .startsWith("A run migrates it");
    }

    @Test
    void should_tell_the_prefixes_apart_when_there_is_one_bucket() throws Exception {
        fixture.withTable()
                .with("target.s3.bucket", fixture.buckets().source())
                .with("legacy.s3.object.prefix", "all/image")
                .with("target.object.prefix", "all")
                .rowsWithObjects("all/image/1", "all/image/2");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_report_no_missing_or_orphaned_object_when_a_run_is_going_on() throws Exception {
        String[] paths =
                IntStream.range(0, 500).mapToObj(number -> "image/" + number).toArray(String[]::new);
        fixture.withTable().rowsWithObjects(paths).with("job.rows", "10").with("copy.concurrency", "1");
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        while (!run.isDone()) {
            JsonNode answer = Operating.command(fixture, "verify", "--json").json();
            JsonNode differences = answer.get("differences");
            assertThat(differences.get("MISSING").asLong()).isZero();
            assertThat(differences.get("DIFFERENT").asLong()).isZero();
            // The server of the tests lists the file of an object that is just written: its key and a UUID.
            assertThat(answer.get("examples").path("ORPHANED"))
                    .allMatch(orphan -> orphan.get("key").asText().matches("avatar/\\d+-[0-9a-f-]{36}"));
        }
        assertThat(run.get(1, TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_say_so_when_a_bucket_does_not_exist() throws Exception {
        fixture.withTable().with("target.s3.bucket", "no-such-bucket");

        Operating.Answer answer = Operating.command(fixture, "verify");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err()).contains("S3 cannot be used");
    }

    private void put(String key, String content) {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().target()).key(key),
                        RequestBody.fromString(content));
    }

    private void delete(String key) {
        MigrationFixture.s3()
                .deleteObject(
                        request -> request.bucket(fixture.buckets().target()).key(key));
    }
}
