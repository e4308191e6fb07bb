package routes.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.copy.CopyRequests;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.s3.CopyPolicy.Verify;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

@Timeout(120)
class ConditionalS3ClientTest {

    private static final int MB = 1 << 20;

    /** How servers treat If-None-Match on a copy. */
    enum Server {
        /** As S3 does. */
        HONOURS,
        /** In silence, as the embedded server does. */
        IGNORES,
        /** With status 501. */
        REFUSES
    }

    private final S3Client s3 = Servers.s3Client();
    private final Servers.Buckets buckets = Servers.createBuckets();
    private FaultyS3 front;
    private S3Client plain;

    @BeforeEach
    void stand() throws IOException {
        front = new FaultyS3(Servers.s3().endpoint());
        plain = front.client();
    }

    @AfterEach
    void leave() throws IOException {
        plain.close();
        front.close();
    }

    private static CopyPolicy policy(Verify verify, OptionalLong threshold) {
        return new CopyPolicy(verify, threshold, 5 * MB, 4);
    }

    private static CopyPolicy defaults() {
        return policy(Verify.NONE, OptionalLong.empty());
    }

    private ConditionalS3Client client(CopyPolicy policy) {
        return new ConditionalS3Client(plain, policy);
    }

    /** A client that has found out that the server honours conditions. */
    private ConditionalS3Client knowing(CopyPolicy policy) {
        ConditionalS3Client client = client(policy);
        source("known", "known");
        front.answer(as(Server.HONOURS));
        client.copyObject(copy("known"));
        front.answer(request -> Optional.empty());
        front.forget();
        return client;
    }

    private CopyObjectRequest copy(String key) {
        return buckets.copy(key);
    }

    private void source(String key, String content) {
        s3.putObject(request -> request.bucket(buckets.source()).key("image/" + key), RequestBody.fromString(content));
    }

    private void target(String key, String content) {
        s3.putObject(request -> request.bucket(buckets.target()).key("avatar/" + key), RequestBody.fromString(content));
    }

    private String copied(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(buckets.target()).key("avatar/" + key))
                .asString(StandardCharsets.UTF_8);
    }

    private byte[] large(String key, String metadata) {
        byte[] content = new byte[12 * MB];
        new Random(1).nextBytes(content);
        s3.putObject(
                request -> request.bucket(buckets.source())
                        .key("image/" + key)
                        .contentType("image/png")
                        .cacheControl("max-age=60")
                        .metadata(Map.of("owner", metadata)),
                RequestBody.fromBytes(content));
        return content;
    }

    private boolean isThere(String key) {
        return s3.listObjectsV2(request -> request.bucket(buckets.target()).prefix("avatar/" + key)).contents().stream()
                .anyMatch(object -> object.key().equals("avatar/" + key));
    }

    private Function<Request, Optional<Answer>> as(Server server) {
        return request -> {
            if (server == Server.IGNORES
                    || !request.operation().equals("PutCopy")
                    || request.header("If-None-Match").isEmpty()) {
                return Optional.empty();
            }
            if (server == Server.REFUSES) {
                return Optional.of(Answer.error(501, "NotImplemented", "A header you provided implies functionality"));
            }
            return isThere(request.path().substring(request.path().indexOf("avatar/") + "avatar/".length()))
                    ? Optional.of(Answer.error(412, "PreconditionFailed", "At least one of the pre-conditions"))
                    : Optional.empty();
        };
    }

    private static Function<Request, Optional<Answer>> on(String operation, Answer answer) {
        return request -> request.operation().equals(operation) ? Optional.of(answer) : Optional.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "HONOURS, 'Head PutCopy PutCopy Head Head GetTagging', PutCopy",
        "IGNORES, 'Head PutCopy PutCopy Head Head GetTagging', 'Head PutCopy'",
        "REFUSES, 'Head PutCopy Head PutCopy Head Head GetTagging', 'Head PutCopy'"
    })
    void should_find_out_once_how_to_overwrite_nothing_when_the_server(Server server, String first, String then) {
        front.answer(as(server));
        ConditionalS3Client client = client(defaults());
        for (String key : List.of("1", "2", "3")) {
            source(key, key);
        }

        client.copyObject(copy("1"));
        assertThat(front.operations()).containsExactly(first.split(" "));
        front.forget();
        client.copyObject(copy("2"));
        client.copyObject(copy("3"));

        assertThat(String.join(" ", front.operations())).isEqualTo(then + " " + then);
        assertThat(copied("3")).isEqualTo("3");
    }

    @Test
    void should_keep_the_copy_and_ask_again_later_when_finding_out_fails() {
        source("1", "1");
        source("2", "2");
        front.answer(request -> {
            long copies = front.operations().stream().filter("PutCopy"::equals).count();
            return copies == 2
                    ? Optional.of(Answer.error(400, "ExpiredToken", "expired"))
                    : as(Server.HONOURS).apply(request);
        });
        ConditionalS3Client client = client(defaults());

        client.copyObject(copy("1"));
        front.forget();
        front.answer(as(Server.HONOURS));
        client.copyObject(copy("2"));

        assertThat(front.operations()).containsExactly("Head", "PutCopy", "PutCopy");
        assertThat(copied("1")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void should_count_as_copied_when_the_same_object_is_there(Server server) {
        front.answer(as(server));
        ConditionalS3Client client = client(defaults());
        source("1", "1");
        client.copyObject(copy("1"));
        HeadObjectResponse before =
                s3.headObject(request -> request.bucket(buckets.target()).key("avatar/1"));

        client.copyObject(copy("1"));

        assertThat(s3.headObject(request -> request.bucket(buckets.target()).key("avatar/1"))
                        .lastModified())
                .isEqualTo(before.lastModified());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void should_refuse_and_overwrite_nothing_when_another_object_is_there(Server server) {
        front.answer(as(server));
        ConditionalS3Client client = client(defaults());
        for (String key : List.of("1", "2")) {
            source(key, "new" + key);
        }
        target("1", "other");
        target("2", "old2");

        for (String key : List.of("1", "2")) {
            assertThatThrownBy(() -> client.copyObject(copy(key)))
                    .isInstanceOfSatisfying(ObjectRefusedException.class, refused -> {
                        assertThat(S3Faults.reason(refused)).contains(Reason.TARGET_EXISTS_DIFFERENT);
                        assertThat(S3Faults.describe(refused)).contains("request ");
                    });
        }

        assertThat(copied("1")).isEqualTo("other");
        assertThat(copied("2")).isEqualTo("old2");
    }

    @Test
    void should_send_no_copy_of_what_is_there_when_told_to_look_first() {
        ConditionalS3Client client = knowing(defaults());
        source("1", "same");
        target("1", "same");
        source("2", "new");
        front.answer(as(Server.HONOURS));

        for (String key : List.of("1", "2")) {
            client.copyObject(copy(key).toBuilder()
                    .overrideConfiguration(options -> options.putExecutionAttribute(CopyRequests.LOOK_FIRST, true))
                    .build());
        }

        assertThat(front.operations()).containsExactly("Head", "Head", "Head", "PutCopy");
        assertThat(copied("2")).isEqualTo("new");
    }

    @Test
    void should_overwrite_with_one_request_when_told_to() {
        source("1", "new");
        target("1", "old");

        client(defaults()).copyObject(copy("1").toBuilder().ifNoneMatch(null).build());

        assertThat(copied("1")).isEqualTo("new");
        // and a look at what the server has kept of the first copy
        assertThat(front.operations()).containsExactly("PutCopy", "Head", "Head", "GetTagging");
    }

    @Test
    void should_compare_contents_when_the_source_was_uploaded_in_parts() {
        byte[] content = new byte[6 * MB];
        new Random(2).nextBytes(content);
        for (String key : List.of("same", "other")) {
            uploadInParts("image/" + key, content);
        }
        s3.putObject(request -> request.bucket(buckets.target()).key("avatar/same"), RequestBody.fromBytes(content));
        content[content.length - 1]++;
        s3.putObject(request -> request.bucket(buckets.target()).key("avatar/other"), RequestBody.fromBytes(content));
        ConditionalS3Client client = client(defaults());

        client.copyObject(copy("same"));
        assertThatThrownBy(() -> client.copyObject(copy("other")))
                .isInstanceOf(ObjectRefusedException.class)
                .hasMessageContaining("other content of the same length");
        assertThat(front.operations()).doesNotContain("PutCopy");
    }

    private void uploadInParts(String key, byte[] content) {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(buckets.source()).key(key))
                .uploadId();
        CompletedPart[] parts = new CompletedPart[2];
        for (int part = 0; part < 2; part++) {
            int number = part + 1;
            byte[] bytes = Arrays.copyOfRange(content, part * 5 * MB, Math.min(content.length, number * 5 * MB));
            String tag = s3.uploadPart(
                            request -> request.bucket(buckets.source())
                                    .key(key)
                                    .uploadId(upload)
                                    .partNumber(number),
                            RequestBody.fromBytes(bytes))
                    .eTag();
            parts[part] = CompletedPart.builder().partNumber(number).eTag(tag).build();
        }
        s3.completeMultipartUpload(request ->
                request.bucket(buckets.source()).key(key).uploadId(upload).multipartUpload(done -> done.parts(parts)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"threshold", "InvalidRequest", "EntityTooLarge"})
    void should_copy_in_parts_with_all_headers_when_an_object_is_large(String why) {
        byte[] content = large("big", why);
        if (!why.equals("threshold")) {
            front.answer(on(
                    "PutCopy",
                    Answer.error(
                            400,
                            why,
                            "The specified copy source is larger than the maximum allowable size for a copy source:"
                                    + " 5368709120")));
        }

        client(policy(Verify.NONE, why.equals("threshold") ? OptionalLong.of(10 * MB) : OptionalLong.empty()))
                .copyObject(copy("big"));

        assertThat(front.operations().stream().filter("UploadPartCopy"::equals)).hasSize(3);
        HeadObjectResponse target =
                s3.headObject(request -> request.bucket(buckets.target()).key("avatar/big"));
        assertThat(target.contentType()).isEqualTo("image/png");
        assertThat(target.cacheControl()).isEqualTo("max-age=60");
        assertThat(target.metadata()).containsEntry("owner", why);
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(buckets.target()).key("avatar/big"))
                        .asByteArray())
                .isEqualTo(content);
    }

    @Test
    void should_copy_in_parts_when_a_copy_takes_longer_than_a_request_may() {
        byte[] content = large("big", "x");
        front.answer(request -> {
            if (!request.operation().equals("PutCopy")) {
                return Optional.empty();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(3))
                    .pollDelay(Duration.ofSeconds(2))
                    .until(() -> true);
            return Optional.of(Answer.error(500, "InternalError", "too late"));
        });
        try (S3Client impatient = front.client(override -> override.apiCallAttemptTimeout(Duration.ofSeconds(1)))) {
            new ConditionalS3Client(impatient, defaults()).copyObject(copy("big"));
        }

        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(buckets.target()).key("avatar/big"))
                        .asByteArray())
                .isEqualTo(content);
    }

    @Test
    void should_copy_at_once_when_an_object_is_below_the_threshold() {
        source("1", "1");

        knowing(policy(Verify.NONE, OptionalLong.of(10 * MB))).copyObject(copy("1"));

        assertThat(front.operations()).containsExactly("Head", "PutCopy");
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError, S3Exception",
        "412, PreconditionFailed, ObjectRefusedException",
        "403, AccessDenied, AccessDeniedException"
    })
    void should_leave_no_upload_behind_when_a_part_fails(int status, String code, String exception) {
        large("big", "x");
        front.answer(request -> request.query().contains("partNumber=2")
                ? Optional.of(Answer.error(status, code, "no"))
                : Optional.empty());

        assertThatThrownBy(() ->
                        client(policy(Verify.NONE, OptionalLong.of(10 * MB))).copyObject(copy("big")))
                .satisfies(failure ->
                        assertThat(failure.getClass().getSimpleName()).isEqualTo(exception));

        assertThat(front.operations()).endsWith("Abort").doesNotContain("Complete");
        assertThat(s3.listMultipartUploads(request -> request.bucket(buckets.target()))
                        .uploads())
                .isEmpty();
        assertThat(isThere("big")).isFalse();
    }

    @Test
    void should_say_so_when_the_source_changes_between_its_parts() {
        large("big", "x");
        front.answer(request -> {
            if (request.query().contains("partNumber=1")) {
                // the server itself refuses then: the object is another one
                s3.putObject(
                        put -> put.bucket(buckets.source()).key("image/big"), RequestBody.fromBytes(new byte[12 * MB]));
            }
            return Optional.empty();
        });

        assertThatThrownBy(() ->
                        client(policy(Verify.NONE, OptionalLong.of(10 * MB))).copyObject(copy("big")))
                .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.SOURCE_CHANGED));
        assertThat(isThere("big")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void should_not_overwrite_when_an_object_appears_while_parts_are_copied(boolean honoured) {
        ConditionalS3Client client = honoured
                ? knowing(policy(Verify.NONE, OptionalLong.of(10 * MB)))
                : client(policy(Verify.NONE, OptionalLong.of(10 * MB)));
        large("big", "x");
        front.answer(request -> {
            if (request.query().contains("partNumber=3")) {
                target("big", "written by the application");
            }
            return honoured && request.operation().equals("Complete")
                    ? Optional.of(Answer.error(412, "PreconditionFailed", "At least one of the pre-conditions"))
                    : Optional.empty();
        });

        assertThatThrownBy(() -> client.copyObject(copy("big")))
                .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.TARGET_EXISTS_DIFFERENT));

        assertThat(copied("big")).isEqualTo("written by the application");
        assertThat(front.operations()).contains("Abort");
    }

    @ParameterizedTest
    @EnumSource(
            value = Verify.class,
            names = {"HEAD", "ETAG"})
    void should_confirm_with_two_looks_when_told_to_verify(Verify verify) {
        source("1", "1");

        knowing(policy(verify, OptionalLong.empty())).copyObject(copy("1"));

        assertThat(front.operations()).containsExactly("PutCopy", "Head", "Head");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, longer", "HEAD, thre4", "HEAD,", "ETAG, thre4", "ETAG,"})
    void should_refuse_when_the_copy_is_not_the_same(Verify verify, String found) {
        ConditionalS3Client client = knowing(policy(verify, OptionalLong.empty()));
        source("1", "three");
        front.answer(request -> {
            if (!request.operation().equals("PutCopy")) {
                return Optional.empty();
            }
            if (found != null) {
                target("1", found);
            }
            return Optional.of(new Answer(
                    200, "<CopyObjectResult><ETag>\"35d6d33467aae9a2e3dccb4b6b027878\"</ETag></CopyObjectResult>"));
        });

        assertThatThrownBy(() -> client.copyObject(copy("1")))
                .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.VERIFY_FAILED));
    }

    @Test
    void should_fail_when_s3_says_yes_and_then_no() {
        source("1", "1");
        front.answer(on(
                "PutCopy",
                new Answer(200, Answer.error(200, "InternalError", "try again").body())));

        assertThatThrownBy(() -> client(defaults()).copyObject(copy("1")))
                .isInstanceOf(S3Exception.class)
                .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.COPY_FAILED));
        assertThat(isThere("1")).isFalse();
    }

    @Test
    void should_blame_the_source_when_it_vanished_and_its_copy_is_there() {
        target("1", "1");

        assertThatThrownBy(() -> client(defaults()).copyObject(copy("1")))
                .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.SOURCE_MISSING));
    }

    @Test
    void should_blame_permissions_when_an_object_may_not_be_looked_at() {
        source("1", "1");
        front.answer(request -> request.operation().equals("Head")
                ? Optional.of(Answer.error(403, "AccessDenied", "Access Denied"))
                : Optional.empty());

        assertThatThrownBy(() -> client(defaults()).copyObject(copy("1"))).satisfies(failure -> {
            assertThat(S3Faults.reason(failure)).contains(Reason.ACCESS_DENIED);
            assertThat(S3Faults.describe(failure)).contains(FaultyS3.REQUEST_ID);
        });
    }
}
