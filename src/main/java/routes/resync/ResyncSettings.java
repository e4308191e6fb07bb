package routes.resync;

import java.time.Duration;
import routes.config.Settings;

/**
 * What the operator says of legacy objects that are overwritten.
 *
 * @param passes whether a migration looks for them before its end
 * @param retryTime how long an object that cannot be copied again is tried
 */
public record ResyncSettings(Passes passes, Duration retryTime) {

    /** When delta passes are made. */
    public enum Passes {
        /** Until one finds nothing, before the end. */
        AUTO,
        /** Never: the application overwrites no legacy object. */
        OFF
    }

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static ResyncSettings of(Settings settings) {
        return new ResyncSettings(settings.choice("delta.passes", Passes.class), settings.duration("copy.retry.time"));
    }
}
