package routes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.Settings;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Whether S3 takes a copy, asked without making one. */
@Timeout(60)
class ControlCopyTest {

    private final S3Client s3 = Servers.s3Client();
    private final Servers.Buckets buckets = Servers.createBuckets();
    private FaultyS3 front;
    private ConditionalS3Client client;

    @BeforeEach
    void stand() throws IOException {
        front = new FaultyS3(Servers.s3().endpoint());
        client = front.copying(Settings.load(key -> null, key -> null));
        s3.putObject(request -> request.bucket(buckets.source()).key("image/1"), RequestBody.fromString("picture"));
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        front.close();
    }

    private HeadObjectResponse target() {
        return s3.headObject(request -> request.bucket(buckets.target()).key("avatar/1"));
    }

    private void fail(String operation, Answer answer) {
        front.answer(request -> request.operation().equals(operation) ? Optional.of(answer) : Optional.empty());
    }

    @Test
    void should_leave_everything_as_it_is_when_s3_takes_the_copy() throws Exception {
        client.copyObject(buckets.copy("1"));
        Instant written = target().lastModified();
        Thread.sleep(1100); // the times of S3 are whole seconds
        front.forget();

        assertThat(client.takes(buckets.copy("1"))).isTrue();

        assertThat(front.operations())
                .containsExactly("Head", "Head", "PutCopy", "CreateUpload", "UploadPartCopy", "Abort");
        assertThat(target().lastModified()).isEqualTo(written);
        assertThat(s3.listMultipartUploads(request -> request.bucket(buckets.target()))
                        .uploads())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Head, 403, AccessDenied",
        "PutCopy, 403, AccessDenied",
        "CreateUpload, 400, KMS.DisabledException",
        "UploadPartCopy, 507, XMinioStorageFull"
    })
    void should_fail_as_the_copy_would_when_s3_does_not_take_it(String operation, int status, String code) {
        client.copyObject(buckets.copy("1"));
        fail(operation, Answer.error(status, code, "said S3"));

        assertThatThrownBy(() -> client.takes(buckets.copy("1"))).isInstanceOf(RuntimeException.class);
    }

    @Test
    void should_fail_when_a_part_is_answered_without_a_result() {
        client.copyObject(buckets.copy("1"));
        fail("UploadPartCopy", new Answer(200, ""));

        assertThatThrownBy(() -> client.takes(buckets.copy("1"))).isInstanceOf(UnconfirmedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PutCopy", "CreateUpload"})
    void should_go_by_the_rest_when_the_server_has_no_such_thing(String operation) {
        client.copyObject(buckets.copy("1"));
        fail(operation, Answer.error(501, "NotImplemented", "not here"));

        assertThat(client.takes(buckets.copy("1"))).isTrue();
    }

    @Test
    void should_not_tell_when_the_objects_are_not_the_same_any_more() {
        client.copyObject(buckets.copy("1"));
        s3.putObject(request -> request.bucket(buckets.target()).key("avatar/1"), RequestBody.fromString("other one"));
        assertThat(client.takes(buckets.copy("1"))).isFalse();

        s3.deleteObject(request -> request.bucket(buckets.target()).key("avatar/1"));
        assertThat(client.takes(buckets.copy("1"))).isFalse();
        assertThatThrownBy(this::target).isInstanceOf(S3Exception.class);
    }

    @Test
    void should_find_the_copy_when_the_answer_has_no_result_but_the_object_is_there() {
        fail("PutCopy", new Answer(200, ""));
        assertThatThrownBy(() -> client.copyObject(buckets.copy("1")))
                .isInstanceOf(UnconfirmedException.class)
                .hasMessageContaining("nothing is at the new key");

        front.answer(request -> {
            if (!request.operation().equals("PutCopy")) {
                return Optional.empty();
            }
            s3.copyObject(buckets.copy("1").toBuilder().ifNoneMatch(null).build());
            return Optional.of(new Answer(200, "<html>OK</html>"));
        });

        assertThat(client.copyObject(buckets.copy("1")).copyObjectResult().eTag())
                .isEqualTo(target().eTag());
    }
}
