package routes.copy;

import routes.config.Settings;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/**
 * What the operator says of the copies.
 *
 * @param concurrency copies that one process keeps in flight, over all its jobs
 * @param deniedPercent share of refused copies, in percent of a job, from which the set-up is at fault; 0: it never is
 * @param attributes what every copy is asked for, but the objects
 */
public record CopySettings(int concurrency, int deniedPercent, CopyObjectRequest attributes) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException with every problem found
     */
    public static CopySettings of(Settings settings) {
        return new CopySettings(
                concurrency(settings), settings.integer("copy.denied.percent", 0, 100), CopyAttributes.of(settings));
    }

    /** The concurrency alone, for what counts connections or estimates a rate. */
    public static int concurrency(Settings settings) {
        return settings.integer("copy.concurrency", 1, 10_000);
    }
}
