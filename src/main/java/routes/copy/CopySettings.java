package routes.copy;

import java.time.Duration;
import routes.config.Settings;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/**
 * What the operator says of the copies.
 *
 * @param concurrency copies that one process keeps in flight, over all its jobs
 * @param retryTime how long an object that fails while others are copied is tried again
 * @param attributes what every copy is asked for, but the objects
 * @param dotSegments whether paths may have a segment {@code .} or {@code ..}
 */
public record CopySettings(int concurrency, Duration retryTime, CopyObjectRequest attributes, boolean dotSegments) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException with every problem found
     */
    public static CopySettings of(Settings settings) {
        return new CopySettings(
                concurrency(settings),
                settings.duration("copy.retry.time"),
                CopyAttributes.of(settings),
                dotSegments(settings));
    }

    /** Whether paths may have a segment {@code .} or {@code ..}. */
    public static boolean dotSegments(Settings settings) {
        return settings.flag("copy.dot-segments");
    }

    /** The concurrency alone, for what counts connections or estimates a rate. */
    public static int concurrency(Settings settings) {
        return settings.integer("copy.concurrency", 1, 10_000);
    }
}
