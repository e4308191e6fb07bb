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
 */
public record CopySettings(int concurrency, Duration retryTime, CopyObjectRequest attributes) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException with every problem found
     */
    public static CopySettings of(Settings settings) {
        return new CopySettings(
                concurrency(settings), settings.duration("copy.retry.time"), CopyAttributes.of(settings));
    }

    /** The concurrency alone, for what counts connections or estimates a rate. */
    public static int concurrency(Settings settings) {
        return settings.integer("copy.concurrency", 1, 10_000);
    }
}
