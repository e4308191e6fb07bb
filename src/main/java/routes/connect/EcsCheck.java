package routes.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import routes.config.Settings;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.ecs.model.AccessDeniedException;
import software.amazon.awssdk.services.ecs.model.ClusterNotFoundException;
import software.amazon.awssdk.services.ecs.model.DescribeServicesResponse;
import software.amazon.awssdk.services.ecs.model.EcsException;

/**
 * Asks ECS whether the services are there that a run scales down at its end, days later perhaps. Whether they may be scaled down, only doing
 * so would tell.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html">DescribeServices</a>
 */
final class EcsCheck {

    private static final String CLUSTER = "cluster.name";
    private static final List<String> SERVICES = List.of("consumer.service.name", "producer.service.name");

    private final Settings settings;
    private final EcsClient ecs;

    EcsCheck(Settings settings, EcsClient ecs) {
        this.settings = settings;
        this.ecs = ecs;
    }

    /**
     * Asks for each service, waiting for a server that is only just starting.
     *
     * @return a line for each problem found; none when the process does not run on ECS
     */
    List<String> check(Patience patience) {
        List<String> problems = new ArrayList<>();
        settings.optional(CLUSTER)
                .ifPresent(
                        cluster -> SERVICES.stream().filter(settings::has).forEach(key -> check(patience, cluster, key)
                                .filter(line -> !problems.contains(line))
                                .ifPresent(problems::add)));
        return problems;
    }

    private Optional<String> check(Patience patience, String cluster, String key) {
        String service = settings.text(key);
        while (true) {
            try {
                // one at a time: the permission is one for each service
                return missing(cluster, key, ecs.describeServices(request -> request.cluster(cluster)
                        .services(service)));
            } catch (ClusterNotFoundException e) {
                return Optional.of(Settings.line(
                        CLUSTER,
                        "names no ECS cluster of %s (AWS_REGION): %s".formatted(settings.text("aws.region"), cluster)));
            } catch (AccessDeniedException e) {
                return Optional.of(Settings.line(
                        key,
                        "names an ECS service that these credentials may not look at (ecs:DescribeServices): " + service
                                + " of the cluster " + cluster));
            } catch (SdkException e) {
                if (!passes(e) || !patience.pause("ECS")) {
                    return Optional.of(Settings.line(key, "cannot be checked: " + service + ": " + Explanation.of(e)));
                }
            }
        }
    }

    private Optional<String> missing(String cluster, String key, DescribeServicesResponse found) {
        String where = settings.text(key) + " of the cluster " + cluster;
        if (found.services().isEmpty()) {
            return Optional.of(Settings.line(key, "names no ECS service that exists: " + where));
        }
        String status = found.services().get(0).status();
        return "ACTIVE".equals(status)
                ? Optional.empty()
                : Optional.of(Settings.line(key, "names an ECS service that is " + status + ": " + where));
    }

    /** Whether another try may be answered otherwise. */
    private static boolean passes(SdkException e) {
        return e instanceof EcsException answer
                ? answer.statusCode() >= 500 || answer.isThrottlingException()
                : e instanceof SdkClientException && e.getMessage().startsWith("Unable to execute HTTP request");
    }
}
