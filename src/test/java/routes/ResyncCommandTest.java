package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ExitCode;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What {@code resync} and {@code verify --repair} copy again, and what they leave alone. */
@Timeout(120)
class ResyncCommandTest {

    private final MigrationFixture fixture = new MigrationFixture().with("report.uri", "");
    private FaultyS3 front;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        fixture.withTable()
                .with("aws.endpoint.url.s3", front.endpoint().toString())
                .rowsWithObjects("image/1", "image/2", "image/3", "image/4");
    }

    @AfterEach
    void leave() throws Exception {
        front.close();
    }

    /** Honours the conditions of copies as S3 does; the server behind ignores them. */
    private Optional<Answer> conditions(Request request) {
        if (!request.operation().equals("PutCopy")) {
            return Optional.empty();
        }
        String key = request.path().substring(request.path().indexOf("avatar/"));
        Optional<String> tag = tag(key);
        boolean refused = (request.header("If-None-Match").isPresent() && tag.isPresent())
                || request.header("If-Match")
                        .filter(wanted -> !tag.equals(Optional.of(wanted)))
                        .isPresent();
        return refused
                ? Optional.of(Answer.error(412, "PreconditionFailed", "At least one of the pre-conditions"))
                : Optional.empty();
    }

    private Optional<String> tag(String key) {
        try {
            return Optional.of(MigrationFixture.s3()
                    .headObject(request ->
                            request.bucket(fixture.buckets().target()).key(key))
                    .eTag());
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    private void put(String bucket, String key, String content) {
        MigrationFixture.s3().putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private void overwriteAtBothKeys() {
        put(fixture.buckets().source(), "image/2", "a newer picture");
        put(fixture.buckets().source(), "image/3", "a newer picture, too");
        put(fixture.buckets().target(), "avatar/3", "the newest picture");
        put(fixture.buckets().target(), "avatar/4", "written after the cut-over");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void should_leave_what_the_application_has_written_when_the_server_honours_conditions(boolean honours)
            throws Exception {
        if (honours) {
            front.answer(this::conditions);
        }
        assertThat(fixture.run()).isZero();
        overwriteAtBothKeys();

        Operating.Answer answer = Operating.command(fixture, "resync", "--json");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        JsonNode json = answer.json();
        assertThat(json.get("copied").asLong()).isEqualTo(1);
        assertThat(json.get("conflicts").asLong()).isEqualTo(1);
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture");
        Operating.command(fixture, "retry");
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        Operating.command(fixture, "verify", "--repair");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = 'image/4' WHERE ID = 4");
        fixture.run();
        assertThat(fixture.targetContent("avatar/3")).isEqualTo("the newest picture");
        assertThat(fixture.targetContent("avatar/4")).isEqualTo("written after the cut-over");
        assertThat(fixture.ledger())
                .containsExactly("APPLIED", "APPLIED", "APPLIED TARGET_CHANGED", "FAILED TARGET_EXISTS_DIFFERENT");
    }

    @Test
    void should_change_nothing_when_it_is_a_dry_run() throws Exception {
        assertThat(fixture.run()).isZero();
        overwriteAtBothKeys();

        Operating.Answer answer = Operating.command(fixture, "resync", "--dry-run");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(answer.out()).contains("2 objects would be copied again");
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("image/2");
        assertThat(fixture.ledger()).containsExactly("APPLIED", "APPLIED", "APPLIED", "APPLIED");
    }

    @Test
    void should_say_that_nothing_is_left_when_nothing_has_changed() throws Exception {
        assertThat(fixture.run()).isZero();

        Operating.Answer answer = Operating.command(fixture, "resync");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).contains("4 rows compared", "0 objects copied again", "up to date");
    }

    @Test
    void should_repair_what_is_missing_and_stale_and_name_what_points_at_nothing() throws Exception {
        assertThat(fixture.run()).isZero();
        put(fixture.buckets().source(), "image/2", "a newer picture, and a longer one");
        for (String key : new String[] {"avatar/1", "avatar/3"}) {
            MigrationFixture.s3()
                    .deleteObject(request ->
                            request.bucket(fixture.buckets().target()).key(key));
        }
        MigrationFixture.s3()
                .deleteObject(
                        request -> request.bucket(fixture.buckets().source()).key("image/3"));
        put(fixture.buckets().target(), "avatar/4", "written after the cut-over");

        Operating.Answer answer = Operating.command(fixture, "verify", "--repair");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(answer.out())
                .contains("2 objects copied again", "1 stay", "1 cannot be repaired", "row 3: SOURCE_GONE: image/3");
        assertThat(fixture.targetContent("avatar/1")).isEqualTo("image/1");
        assertThat(fixture.targetContent("avatar/2")).isEqualTo("a newer picture, and a longer one");
        assertThat(fixture.targetContent("avatar/4")).isEqualTo("written after the cut-over");
    }

    @Test
    void should_compare_the_objects_of_a_row_that_still_has_its_legacy_path() throws Exception {
        put(fixture.buckets().target(), "avatar/1", "image/1");
        put(fixture.buckets().target(), "avatar/2", "other bytes");

        Operating.Answer answer = Operating.command(fixture, "verify");

        assertThat(answer.out())
                .contains("image/1 (its object is at the new key)", "image/2 (another object is at the new key: ");
    }
}
