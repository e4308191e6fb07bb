package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import routes.testing.Servers;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class EmbeddedS3Test {

    private final Workspace workspace = Servers.workspace();
    private EmbeddedS3 server;

    @AfterEach
    void close() throws Exception {
        server.close();
        workspace.close();
    }

    @ParameterizedTest
    @EnumSource
    void should_keep_port_and_objects_when_restarted(EmbeddedS3.Backend backend) throws Exception {
        start(backend);
        URI endpoint = server.endpoint();
        try (S3Client client = server.client()) {
            client.putObject(put -> put.bucket("source").key("image/a b"), RequestBody.fromString("content"));

            server.stop();
            assertThatThrownBy(() -> read(client, "source", "image/a b")).isInstanceOf(SdkClientException.class);
            server.restart();

            assertThat(server.endpoint()).isEqualTo(endpoint);
            assertThat(read(client, "source", "image/a b").asUtf8String()).isEqualTo("content");
        }
    }

    @Test
    void should_refuse_a_client_when_its_secret_is_wrong() throws Exception {
        start(EmbeddedS3.Backend.TRANSIENT);
        try (S3Client stranger = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(server.accessKey(), "wrong")))
                .build()) {
            assertThatThrownBy(() -> stranger.listObjectsV2(list -> list.bucket("source")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(403));
        }
    }

    @Test
    void should_refuse_a_copy_over_an_object_when_it_honours_conditions() throws Exception {
        server = new EmbeddedS3(workspace, EmbeddedS3.Backend.TRANSIENT).honourConditions();
        server.start();
        server.createBucket("source");
        try (S3Client client = server.client()) {
            client.putObject(put -> put.bucket("source").key("image/a"), RequestBody.fromString("content"));
            Consumer<CopyObjectRequest.Builder> copy = request -> request.sourceBucket("source")
                    .sourceKey("image/a")
                    .destinationBucket("source")
                    .destinationKey("avatar/a")
                    .ifNoneMatch("*");
            client.copyObject(copy);

            assertThatThrownBy(() -> client.copyObject(copy)).isInstanceOfSatisfying(S3Exception.class, e -> {
                assertThat(e.statusCode()).isEqualTo(412);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("PreconditionFailed");
            });
            client.copyObject(copy.andThen(request -> request.ifNoneMatch(null)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_hold_and_copy_every_object_of_the_sample(EmbeddedS3.Backend backend) throws Exception {
        start(backend);
        SampleData sample = new SampleData(400, 1, 3);
        sample.storeObjects(server, "source", "target");
        Map<String, String> missing = new ConcurrentHashMap<>();
        try (S3Client client = server.client()) {
            sample.all()
                    .map(SampleData.Row::path)
                    .filter(SampleData::isUnderPrefix)
                    .parallel()
                    .forEach(key -> {
                        String copy = SampleData.TARGET_PREFIX + key.substring(SampleData.SOURCE_PREFIX.length());
                        try {
                            client.copyObject(request -> request.sourceBucket("source")
                                    .sourceKey(key)
                                    .destinationBucket("target")
                                    .destinationKey(copy));
                            ResponseBytes<GetObjectResponse> original = read(client, "source", key);
                            ResponseBytes<GetObjectResponse> copied = read(client, "target", copy);
                            assertThat(copied.asByteArray()).isEqualTo(SampleObject.content(key));
                            assertThat(copied.response().metadata())
                                    .isEqualTo(original.response().metadata());
                            assertThat(copied.response().contentType())
                                    .isEqualTo(original.response().contentType());
                            assertThat(copied.response().cacheControl())
                                    .isEqualTo(original.response().cacheControl());
                        } catch (NoSuchKeyException e) {
                            missing.put(key, copy);
                        }
                    });
            assertThat(missing.keySet())
                    .isEqualTo(sample.missing().map(SampleData.Row::path).collect(Collectors.toSet()));
            assertThat(client
                            .listObjectsV2Paginator(
                                    list -> list.bucket("source").prefix("image/"))
                            .contents()
                            .stream()
                            .map(S3Object::key))
                    .containsExactlyInAnyOrderElementsOf(sample.all()
                            .map(SampleData.Row::path)
                            .filter(SampleData::isUnderPrefix)
                            .filter(key -> !missing.containsKey(key))
                            .collect(Collectors.toSet()));
        }
    }

    private void start(EmbeddedS3.Backend backend) throws Exception {
        server = new EmbeddedS3(workspace, backend);
        server.start();
        server.createBucket("source");
        server.createBucket("target");
    }

    private static ResponseBytes<GetObjectResponse> read(S3Client client, String bucket, String key) {
        return client.getObjectAsBytes(get -> get.bucket(bucket).key(key));
    }
}
