package routes.queue;

import routes.config.Settings;
import routes.config.UrlParts;

/**
 * What the operator says of the queue.
 *
 * @param namespace what the names of all keys in Redis begin with
 * @param mostJobs jobs outstanding at which the scan waits
 */
public record QueueSettings(String namespace, int mostJobs) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static QueueSettings of(Settings settings) {
        return new QueueSettings(
                UrlParts.name("redis.namespace", settings.required("redis.namespace")),
                settings.integer("max.queued.jobs", 1, 1_000_000));
    }
}
