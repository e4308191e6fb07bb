package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.connect.Connections;
import routes.connect.Readiness;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.FaultyS3.Request;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;

/** What may be special of the source bucket: it lies in another region, or those who read it pay. */
@Timeout(120)
class SourceBucketTest {

    private static final String ELSEWHERE = "eu-west-1";
    private static final int LARGE = 6 << 20;

    private final MigrationFixture fixture = new MigrationFixture().with("report.uri", "");
    private FaultyS3 front;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        fixture.withTable()
                .with("aws.endpoint.url.s3", front.endpoint().toString())
                .with("copy.verify", "head")
                .with("copy.multipart.threshold", "5MB")
                .with("copy.multipart.part-size", "5MB");
        String[] paths = IntStream.range(0, 20).mapToObj(i -> "image/" + i).toArray(String[]::new);
        fixture.rowsWithObjects(paths).rows("image/large");
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().source()).key("image/large"),
                        RequestBody.fromBytes(new byte[LARGE]));
    }

    @AfterEach
    void leave() throws IOException {
        front.close();
    }

    private static boolean isOf(Request request, String bucket) {
        return request.path().matches("/" + bucket + "(/.*)?");
    }

    /** Answers as S3 does when a bucket of another region is asked for in that of the migration. */
    private Optional<Answer> redirect(Request request, String bucket, int status) {
        boolean there = request.header("Authorization").orElse("").contains("/" + ELSEWHERE + "/");
        return isOf(request, bucket) && !there
                ? Optional.of(new Answer(status, "", Map.of("x-amz-bucket-region", ELSEWHERE)))
                : Optional.empty();
    }

    private void overwriteOne() {
        MigrationFixture.s3()
                .putObject(
                        request -> request.bucket(fixture.buckets().source()).key("image/3"),
                        RequestBody.fromString("newer"));
    }

    private void assertEverythingWorks() throws Exception {
        assertThat(Operating.command(fixture, "plan", "--list").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("avatar/"));
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
        overwriteOne();
        assertThat(Operating.command(fixture, "resync").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.targetContent("avatar/3")).isEqualTo("newer");
    }

    /** 400 is what S3 says to some HEAD requests. */
    @ParameterizedTest
    @ValueSource(ints = {301, 400})
    void should_migrate_plan_verify_and_resync_when_it_is_in_another_region(int status) throws Exception {
        front.answer(request -> redirect(request, fixture.buckets().source(), status));

        assertEverythingWorks();

        assertThat(front.operations()).contains("UploadPartCopy");
        assertThat(front.requests())
                .filteredOn(request -> isOf(request, fixture.buckets().target()))
                .noneMatch(request -> request.header("Authorization").orElse("").contains("/" + ELSEWHERE + "/"));
    }

    @Test
    void should_be_ready_when_it_is_in_another_region() {
        front.answer(request -> redirect(request, fixture.buckets().source(), 301));
        Map<String, Object> checks = new HashMap<>();
        try (Connections connections = new Connections(fixture.settings());
                Readiness readiness = new Readiness()) {
            readiness.bind(Migration.of(fixture.settings()), connections, checks::put);

            assertThat(checks)
                    .containsKeys("ready-source-bucket", "ready-target-bucket")
                    .allSatisfy((id, check) -> {
                        HealthCheck.Result result = ((HealthCheck) check).call();
                        assertThat(result.getState())
                                .as(id + ": " + result.getMessage())
                                .isEqualTo(HealthCheck.State.UP);
                    });
        }
    }

    @Test
    void should_refuse_the_target_bucket_when_it_is_in_another_region() {
        front.answer(request -> redirect(request, fixture.buckets().target(), 301));

        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, fixture::run);

        assertThat(refusal.problems())
                .singleElement()
                .asString()
                .startsWith("TARGET_S3_BUCKET")
                .contains("AWS_REGION");
    }

    @Test
    void should_say_in_every_request_that_it_pays_when_those_who_read_pay() throws Exception {
        fixture.with("s3.requester-pays", "true");
        front.answer(request -> request.header("x-amz-request-payer").equals(Optional.of("requester"))
                ? Optional.empty()
                : Optional.of(Answer.error(403, "AccessDenied", "Access Denied")));

        assertEverythingWorks();

        assertThat(front.operations()).contains("Head", "Get", "PutCopy", "UploadPartCopy", "Complete");
    }

    @Test
    void should_offer_nobodys_money_when_it_is_not_told_to() throws Exception {
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);

        assertThat(front.requests()).isNotEmpty().allMatch(request -> request.header("x-amz-request-payer")
                .isEmpty());
    }
}
