package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;
import software.amazon.awssdk.services.ecs.model.ServiceNotFoundException;
import software.amazon.awssdk.services.ecs.model.UpdateServiceResponse;

class EmbeddedEcsTest {

    private final EmbeddedEcs server = new EmbeddedEcs();
    private EcsClient client;

    @BeforeEach
    void start() throws Exception {
        server.addService("cluster", "consumer", 4);
        server.addService("cluster", "producer", 1);
        server.start();
        client = EcsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void should_change_and_record_the_desired_count_when_a_service_is_updated() {
        UpdateServiceResponse response = update("cluster", "consumer", 0);
        update("cluster", "arn:aws:ecs:us-east-1:123456789012:service/cluster/producer", 0);

        assertThat(response.service().desiredCount()).isZero();
        assertThat(server.desiredCount("cluster", "consumer")).isZero();
        assertThat(server.calls())
                .extracting(
                        EmbeddedEcs.Call::action,
                        EmbeddedEcs.Call::cluster,
                        EmbeddedEcs.Call::service,
                        EmbeddedEcs.Call::desiredCount)
                .containsExactly(
                        tuple("UpdateService", "cluster", Optional.of("consumer"), Optional.of(0)),
                        tuple("UpdateService", "cluster", Optional.of("producer"), Optional.of(0)));
        assertThat(server.calls()).extracting(EmbeddedEcs.Call::at).isSorted();
    }

    @Test
    void should_describe_and_list_services() {
        DescribeServicesResponse response =
                client.describeServices(request -> request.cluster("cluster").services("consumer", "nobody"));

        assertThat(response.services()).singleElement().satisfies(service -> {
            assertThat(service.serviceName()).isEqualTo("consumer");
            assertThat(service.desiredCount()).isEqualTo(4);
        });
        assertThat(response.failures()).singleElement().satisfies(failure -> assertThat(failure.reason())
                .isEqualTo("MISSING"));
        assertThat(client.listServices(request -> request.cluster("cluster")).serviceArns())
                .containsExactly(
                        "arn:aws:ecs:us-east-1:123456789012:service/cluster/consumer",
                        "arn:aws:ecs:us-east-1:123456789012:service/cluster/producer");
    }

    @Test
    void should_answer_as_the_api_does_when_service_or_cluster_is_unknown() {
        assertThatThrownBy(() -> update("cluster", "nobody", 0)).isInstanceOf(ServiceNotFoundException.class);
        assertThatThrownBy(() -> update("nowhere", "consumer", 0)).isInstanceOf(ClusterNotFoundException.class);
        assertThat(server.calls())
                .extracting(EmbeddedEcs.Call::error)
                .containsExactly(Optional.of("ServiceNotFoundException"), Optional.of("ClusterNotFoundException"));
    }

    @Test
    void should_fail_as_often_as_told_and_then_answer() {
        server.failNext("UpdateService", 1, EmbeddedEcs.Failure.SERVER_ERROR);
        server.failNext("UpdateService", 1, EmbeddedEcs.Failure.THROTTLING);

        update("cluster", "consumer", 2);

        assertThat(server.calls())
                .extracting(EmbeddedEcs.Call::error)
                .containsExactly(Optional.of("ServerException"), Optional.of("ThrottlingException"), Optional.empty());
        assertThat(server.desiredCount("cluster", "consumer")).isEqualTo(2);
    }

    @Test
    void should_deny_without_a_retry_when_told_so() {
        server.failNext("UpdateService", 1, EmbeddedEcs.Failure.ACCESS_DENIED);

        assertThatThrownBy(() -> update("cluster", "consumer", 0))
                .isInstanceOfSatisfying(
                        EcsException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"));
        assertThat(server.calls()).hasSize(1);
        assertThat(server.desiredCount("cluster", "consumer")).isEqualTo(4);
    }

    @Test
    void should_keep_port_and_services_when_restarted() throws Exception {
        update("cluster", "consumer", 3);

        server.stop();
        assertThatThrownBy(() -> update("cluster", "consumer", 0)).isInstanceOf(SdkClientException.class);
        server.start();

        assertThat(update("cluster", "producer", 0).service().desiredCount()).isZero();
        assertThat(server.desiredCount("cluster", "consumer")).isEqualTo(3);
    }

    private UpdateServiceResponse update(String cluster, String service, int desiredCount) {
        return client.updateService(
                request -> request.cluster(cluster).service(service).desiredCount(desiredCount));
    }
}
