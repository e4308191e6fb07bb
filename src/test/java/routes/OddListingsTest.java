package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

/** Keys that the servers of the tests cannot hold, in listings as S3 and others write them. */
@Timeout(120)
class OddListingsTest {

    private final MigrationFixture fixture = new MigrationFixture().with("report.uri", "");
    private FaultyS3 front;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        fixture.withTable().with("aws.endpoint.url.s3", front.endpoint().toString());
    }

    @AfterEach
    void leave() throws IOException {
        front.close();
    }

    private static boolean isListing(Request request) {
        return request.query().contains("list-type=2");
    }

    /** Both folders hold an object {@code 1} and these; as they are, unless encoded keys were asked for and are honoured. */
    private void list(boolean honoured, String encoded, String plain) {
        front.answer(request -> {
            if (!isListing(request) || request.query().contains("max-keys=1&")) {
                return Optional.empty();
            }
            String folder = request.query().contains("image") ? "image/" : "avatar/";
            boolean encode = honoured && request.query().contains("encoding-type=url");
            return Optional.of(new Answer(
                    200,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult><IsTruncated>false</IsTruncated>"
                            + (encode ? "<EncodingType>url</EncodingType>" : "")
                            + object(folder + "1") + object(folder + (encode ? encoded : plain))
                            + "</ListBucketResult>"));
        });
    }

    private static String object(String key) {
        return "<Contents><Key>" + key
                + "</Key><ETag>\"c4ca4238a0b923820dcc509a6f75849b\"</ETag><Size>1</Size></Contents>";
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%03b.jpg", "a%EF%BF%BFb", "a%C2%85+%2B%25%26%3Cb", "a%7F%1B%0D%0Ab", "sub%2F"})
    void should_find_the_object_of_a_row_when_its_key_has_odd_characters(String encoded) throws Exception {
        String name = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        list(true, encoded, name);
        fixture.rows("avatar/1", "avatar/" + name);

        JsonNode verified = Operating.command(fixture, "verify", "--json").json();
        fixture.execute("UPDATE ImageDataTable SET ImagePath = REPLACE(ImagePath, 'avatar/', 'image/')");
        JsonNode planned =
                Operating.command(fixture, "plan", "--list", "--json").json();

        assertThat(verified.get("clean").asBoolean()).isTrue();
        assertThat(verified.get("targetObjects").asLong()).isEqualTo(2);
        assertThat(verified.get("unreadable").asLong()).isZero();
        assertThat(planned.get("objects").get("looked").asLong()).isEqualTo(2);
        assertThat(planned.get("objects").get("missing").asLong()).isZero();
        assertThat(planned.get("unreferenced").asLong()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0003b", "a&#3;b", "a&#x1F;b", "a\uFFFFb"})
    void should_name_what_cannot_be_read_and_go_on_when_a_server_does_not_encode(String plain) throws Exception {
        list(false, "", plain);
        fixture.rows("avatar/1");

        Operating.Answer verified = Operating.command(fixture, "verify", "--json");
        fixture.execute("UPDATE ImageDataTable SET ImagePath = REPLACE(ImagePath, 'avatar/', 'image/')");
        Operating.Answer planned = Operating.command(fixture, "plan", "--list", "--json");

        assertThat(verified.exitCode()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        assertThat(verified.json().get("differences").toString())
                .isEqualTo("{\"MISSING\":0,\"DIFFERENT\":0,\"ORPHANED\":1,\"LEGACY_ROW\":0,\"NEAR_MISS\":0}");
        assertThat(verified.json().get("unreadableExamples").toString()).contains("/avatar/a\uFFFDb");
        assertThat(planned.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(planned.json().get("unreferenced").asLong()).isEqualTo(1);
        assertThat(planned.json().get("unreadable").toString()).contains("/image/a\uFFFDb");
    }

    @Test
    void should_go_on_when_a_key_that_is_said_to_be_encoded_is_not() throws Exception {
        list(true, "100%", "");
        fixture.rows("avatar/1", "avatar/100%");

        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void should_show_no_control_character_when_a_key_has_one() throws Exception {
        list(true, "a%1B%5B2Jb", "");
        fixture.rows("avatar/1");

        assertThat(Operating.command(fixture, "verify").out())
                .contains("avatar/a\\u001b[2Jb")
                .doesNotContain("\u001b");
    }

    @Test
    void should_name_the_object_and_look_at_the_others_when_s3_does_not_show_one() throws Exception {
        fixture.rowsWithObjects("image/1", "image/2").with("s3.max.attempts", "1");
        front.answer(
                request -> request.operation().equals("Head") && request.path().endsWith("image/2")
                        ? Optional.of(Answer.error(500, "InternalError", "no"))
                        : Optional.empty());

        Operating.Answer answer = Operating.command(fixture, "plan", "--json");

        assertThat(answer.exitCode()).isEqualTo(ExitCode.DONE);
        JsonNode objects = answer.json().get("objects");
        assertThat(objects.get("looked").asLong()).isEqualTo(2);
        assertThat(objects.get("unknownExamples").toString()).isEqualTo("[\"image/2: status 500\"]");
    }
}
