package routes.finish;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import routes.config.Settings;

/**
 * What the operator says of the end.
 *
 * @param follow pause before the next look at the table when a pass has found nothing; empty: that is the end
 * @param reportUri where the report goes: a Camel endpoint or {@code s3://BUCKET/FOLDER/}; empty text: nowhere
 * @param cluster the ECS cluster; empty text when the process does not run on ECS
 * @param services the ECS services to scale to zero, in order
 * @param servicesEndpoint the {@code aws2-ecs} endpoint whose client scales them
 */
public record FinishSettings(
        Optional<Duration> follow, String reportUri, String cluster, List<String> services, String servicesEndpoint) {

    private static final List<String> ECS_NAMES =
            List.of("cluster.name", "consumer.service.name", "producer.service.name");

    /**
     * Reads and checks the settings: all three names of the ECS deployment, or none.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static FinishSettings of(Settings settings) {
        boolean deployed = ECS_NAMES.stream().anyMatch(settings::has);
        return new FinishSettings(
                settings.has("follow") ? Optional.of(pause(settings)) : Optional.empty(),
                settings.text("report.uri"),
                deployed ? settings.required("cluster.name") : "",
                deployed
                        ? List.of(
                                settings.required("consumer.service.name"), settings.required("producer.service.name"))
                        : List.of(),
                settings.text("endpoint.services"));
    }

    /** Earlier versions had true and false here, and the pause in a setting of its own. */
    private static Duration pause(Settings settings) {
        if (settings.text("follow").matches("(?i)true|false")) {
            throw Settings.problem(
                    "follow",
                    "takes the pause between two passes, such as 10s, or nothing; and is \"" + settings.text("follow")
                            + "\"");
        }
        return settings.duration("follow");
    }
}
