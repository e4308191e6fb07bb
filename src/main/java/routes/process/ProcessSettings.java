package routes.process;

import java.time.Duration;
import routes.config.Settings;

/**
 * What the operator says of every process.
 *
 * @param stallTimeout time without any success, while something fails, after which a process gives up
 * @param gracePeriod time that work in flight has to finish after SIGTERM
 * @param retryDelay delay before a step is retried, doubled each time
 * @param retryDelayMax longest such delay
 */
public record ProcessSettings(
        Duration stallTimeout, Duration gracePeriod, Duration retryDelay, Duration retryDelayMax) {

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
                settings.duration("retry.delay.max"));
    }
}
