package routes.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.Settings;
import routes.embedded.InstalledS3;
import routes.embedded.Workspace;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.s3.ConditionalS3Client;
import routes.s3.CopyPolicy;
import routes.testing.FaultyS3;
import routes.testing.LogLines;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** What a copy carries, at once and in parts, on a server that keeps tags and storage classes. */
@Timeout(180)
class CopyFidelityTest {

    private static final int MB = 1 << 20;

    private static Workspace workspace;
    private static InstalledS3 mock;
    private static S3Client mockClient;

    private final Servers.Buckets buckets = Servers.createBuckets();
    private final Map<String, String> changes = new HashMap<>();
    private S3Client s3 = mockClient;

    @BeforeAll
    static void start() throws Exception {
        workspace = Servers.workspace();
        mock = new InstalledS3("s3mock", workspace);
        mock.start();
        mockClient = mock.client();
    }

    @AfterAll
    static void stop() throws Exception {
        mockClient.close();
        mock.close();
        workspace.close();
    }

    @BeforeEach
    void createBuckets() {
        s3.createBucket(request -> request.bucket(buckets.source()));
        s3.createBucket(request -> request.bucket(buckets.target()));
    }

    /** Copies an object of 6 MiB, in parts or at once, and looks at the copy. */
    private HeadObjectResponse copy(boolean inParts) {
        byte[] content = new byte[6 * MB];
        new Random(3).nextBytes(content);
        s3.putObject(
                PutObjectRequest.builder()
                        .bucket(buckets.source())
                        .key("image/ä b.png")
                        .contentType("image/png")
                        .cacheControl("max-age=60")
                        .contentDisposition("inline")
                        .contentEncoding("identity")
                        .contentLanguage("de")
                        .metadata(Map.of("owner", "me"))
                        .tagging(s3 == mockClient ? "project=one&team=two" : null)
                        .build(),
                RequestBody.fromBytes(content));
        if (inParts) {
            changes.put("copy.multipart.threshold", "5MB");
            changes.put("copy.multipart.part-size", "5MB");
        }
        Settings settings = settings();
        // not closed: the client within is the other tests' too
        new ConditionalS3Client(s3, CopyPolicy.of(settings))
                .copyObject(CopyAttributes.of(settings).toBuilder()
                        .sourceBucket(buckets.source())
                        .sourceKey("image/ä b.png")
                        .destinationBucket(buckets.target())
                        .destinationKey("avatar/ä b.png")
                        .build());
        assertThat(s3.getObjectAsBytes(
                                request -> request.bucket(buckets.target()).key("avatar/ä b.png"))
                        .asByteArray())
                .isEqualTo(content);
        HeadObjectResponse copied = s3.headObject(request ->
                request.bucket(buckets.target()).key("avatar/ä b.png").checksumMode(ChecksumMode.ENABLED));
        assertThat(copied.eTag().contains("-")).as("copied in parts").isEqualTo(inParts);
        return copied;
    }

    private List<String> tags() {
        return s3.getObjectTagging(request -> request.bucket(buckets.target()).key("avatar/ä b.png")).tagSet().stream()
                .map(tag -> tag.key() + "=" + tag.value())
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void should_carry_headers_metadata_and_tags_when_nothing_is_said(boolean inParts) {
        HeadObjectResponse copied = copy(inParts);

        assertThat(copied.contentType()).isEqualTo("image/png");
        assertThat(copied.cacheControl()).isEqualTo("max-age=60");
        assertThat(copied.contentDisposition()).isEqualTo("inline");
        assertThat(copied.contentEncoding()).isEqualTo("identity");
        assertThat(copied.contentLanguage()).isEqualTo("de");
        assertThat(copied.metadata()).containsExactly(Map.entry("owner", "me"));
        assertThat(tags()).containsExactly("project=one", "team=two");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void should_set_the_metadata_given_when_told_to_replace(boolean inParts) {
        s3 = Servers.s3Client();
        changes.put("copy.metadata", "Content-Type=image%2Fwebp&Cache-Control=no-cache&migrated=yes%20indeed");

        HeadObjectResponse copied = copy(inParts);

        assertThat(copied.contentType()).isEqualTo("image/webp");
        assertThat(copied.cacheControl()).isEqualTo("no-cache");
        assertThat(copied.contentDisposition()).isNull();
        assertThat(copied.metadata()).containsExactly(Map.entry("migrated", "yes indeed"));
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void should_carry_no_metadata_when_told_to(boolean inParts) {
        s3 = Servers.s3Client();
        changes.put("copy.metadata", "none");

        HeadObjectResponse copied = copy(inParts);

        assertThat(copied.metadata()).isEmpty();
        assertThat(copied.cacheControl()).isNull();
    }

    @Test
    void should_set_the_tags_given_when_told_to_replace_them_in_parts() {
        changes.put("copy.tags", "state=moved&by=routes");

        copy(true);

        assertThat(tags()).containsExactly("by=routes", "state=moved");
    }

    @Test
    void should_carry_no_tags_when_told_to_in_parts() {
        changes.put("copy.tags", "none");

        copy(true);

        assertThat(tags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void should_store_as_told_when_a_class_is_given(boolean inParts) {
        changes.put("copy.storage-class", "STANDARD_IA");

        assertThat(copy(inParts).storageClass()).isEqualTo(StorageClass.STANDARD_IA);
    }

    /** As the gateway of Ceph 16 does with copies in parts. */
    @ParameterizedTest
    @CsvSource({"false, at once", "true, in parts"})
    void should_say_once_what_gets_lost_when_a_server_drops_tags(boolean inParts, String way) throws Exception {
        if (inParts) {
            changes.put("copy.multipart.threshold", "5MB");
        }
        for (String key : List.of("image/plain", "image/1", "image/2")) {
            s3.putObject(
                    request -> request.bucket(buckets.source())
                            .key(key)
                            .tagging(key.equals("image/plain") && inParts ? null : "project=one&team=a%20b"),
                    RequestBody.fromBytes(new byte[6 * MB]));
        }
        try (FaultyS3 front = new FaultyS3(mock.endpoint());
                ConditionalS3Client client = front.copying(settings());
                LogLines log = new LogLines()) {
            front.answer(request ->
                    request.operation().equals("GetTagging") && request.path().contains(buckets.target())
                            ? Optional.of(new FaultyS3.Answer(200, "<Tagging><TagSet/></Tagging>"))
                            : Optional.empty());

            for (String name : List.of("plain", "1", "2")) {
                client.copyObject(buckets.copy(name));
            }

            assertThat(log.lines().stream().filter(line -> line.startsWith("WARN")))
                    .containsExactly(
                            "WARN  the S3 server does not make tags of copies " + way + " as it is asked to: s3://"
                                    + buckets.target() + "/avatar/" + (inParts ? "1" : "plain")
                                    + " differs in project, team (COPY_TAGS); copying goes on, and other objects will differ so, too: set it"
                                    + " there after the migration, if it is needed");
        }
    }

    /** As the gateway of Ceph does until 2026, which takes the tags of the source all the same. */
    @Test
    void should_say_so_when_a_server_keeps_tags_that_a_copy_is_not_to_have() throws Exception {
        changes.put("copy.tags", "none");
        s3.putObject(
                request -> request.bucket(buckets.source()).key("image/1").tagging("project=one"), RequestBody.empty());
        try (FaultyS3 front = new FaultyS3(mock.endpoint());
                ConditionalS3Client client = front.copying(settings());
                LogLines log = new LogLines()) {
            front.answer(request -> request.operation().equals("GetTagging")
                    ? Optional.of(new FaultyS3.Answer(
                            200, "<Tagging><TagSet><Tag><Key>project</Key><Value>one</Value></Tag></TagSet></Tagging>"))
                    : Optional.empty());

            client.copyObject(CopyAttributes.of(settings()).toBuilder()
                    .sourceBucket(buckets.source())
                    .sourceKey("image/1")
                    .destinationBucket(buckets.target())
                    .destinationKey("avatar/1")
                    .build());

            assertThat(log.lines()).anyMatch(line -> line.contains("avatar/1 differs in project (COPY_TAGS)"));
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void should_say_nothing_when_everything_is_kept(boolean inParts) {
        changes.put("copy.storage-class", "STANDARD_IA");
        try (LogLines log = new LogLines()) {
            copy(inParts);

            assertThat(log.lines()).noneMatch(line -> line.startsWith("WARN"));
        }
    }

    /** Few servers do all that these ask for; what is asked for is ours. */
    @ParameterizedTest
    @CsvSource({"false, PutCopy", "true, CreateUpload"})
    void should_ask_for_everything_that_is_set(boolean inParts, String operation) throws Exception {
        changes.put("copy.storage-class", "GLACIER_IR");
        changes.put("copy.acl", "bucket-owner-full-control");
        changes.put("copy.sse", "aws:kms");
        changes.put("copy.kms-key-id", "alias/moved");
        changes.put("copy.tags", "a%20b=c%26d");
        if (inParts) {
            changes.put("copy.multipart.threshold", "5MB");
        }
        Servers.s3Client()
                .putObject(
                        request -> request.bucket(buckets.source()).key("image/x"),
                        RequestBody.fromBytes(new byte[6 * MB]));
        try (FaultyS3 front = new FaultyS3(Servers.s3().endpoint());
                ConditionalS3Client client = front.copying(settings())) {
            // the embedded server knows no KMS
            front.answer(request -> request.operation().equals(operation)
                    ? Optional.of(FaultyS3.Answer.error(400, "KMS.NotFoundException", "no such key"))
                    : Optional.empty());

            assertThatThrownBy(() -> client.copyObject(CopyAttributes.of(settings()).toBuilder()
                            .sourceBucket(buckets.source())
                            .sourceKey("image/x")
                            .destinationBucket(buckets.target())
                            .destinationKey("avatar/x")
                            .build()))
                    .satisfies(failure -> assertThat(S3Faults.reason(failure)).contains(Reason.KMS_KEY_UNUSABLE));

            FaultyS3.Request sent = front.requests().get(front.requests().size() - 1);
            assertThat(sent.header("x-amz-storage-class")).contains("GLACIER_IR");
            assertThat(sent.header("x-amz-acl")).contains("bucket-owner-full-control");
            assertThat(sent.header("x-amz-server-side-encryption")).contains("aws:kms");
            assertThat(sent.header("x-amz-server-side-encryption-aws-kms-key-id"))
                    .contains("alias/moved");
            assertThat(sent.header("x-amz-tagging")).contains("a%20b=c%26d");
            if (!inParts) {
                assertThat(sent.header("x-amz-tagging-directive")).contains("REPLACE");
                assertThat(sent.header("if-none-match")).contains("*");
            }
        }
    }

    private Settings settings() {
        return Settings.load(key -> null, key -> null).with(changes);
    }
}
