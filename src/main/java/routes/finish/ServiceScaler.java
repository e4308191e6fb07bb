package routes.finish;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import software.amazon.awssdk.services.ecs.EcsClient;

/** Sets ECS services to no tasks. */
public final class ServiceScaler {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceScaler.class);

    private final Supplier<EcsClient> client;
    private final String cluster;

    /**
     * @param client the client of the {@code aws2-ecs} endpoint, so that region, credentials and endpoint are set there
     */
    public ServiceScaler(Supplier<EcsClient> client, String cluster) {
        this.client = client;
        this.cluster = cluster;
    }

    /** Sets a service's desired count to 0; safe to repeat. */
    public void scaleToZero(String service) {
        client.get()
                .updateService(
                        request -> request.cluster(cluster).service(service).desiredCount(0));
        Event.SCALED.info(
                LOG,
                "ECS service {} in cluster {}: desired count set to 0",
                value("service", service),
                value("cluster", cluster));
    }
}
