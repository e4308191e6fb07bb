package routes.process;

import java.time.Duration;
import routes.config.Settings;
import routes.fault.Addresses;

/**
 * What the operator says of every process.
 *
 * @param stallTimeout time without any success, while something fails, after which a process gives up
 * @param gracePeriod time that work in flight has to finish after SIGTERM
 * @param retryDelay delay before a step is retried, doubled each time
 * @param retryDelayMax longest such delay
 * @param mostRequests requests a second that all processes may send to S3 together; 0: as many as S3 takes
 * @param addresses where the servers are, for people
 */
public record ProcessSettings(
        Duration stallTimeout,
        Duration gracePeriod,
        Duration retryDelay,
        Duration retryDelayMax,
        int mostRequests,
        Addresses addresses) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static ProcessSettings of(Settings settings) {
        return new ProcessSettings(
                settings.duration("stall.timeout"),
                settings.duration("grace.period"),
                settings.duration("retry.delay"),
                settings.duration("retry.delay.max"),
                settings.integer("copy.max-requests-per-second", 0, 10_000_000),
                Addresses.of(settings));
    }
}
