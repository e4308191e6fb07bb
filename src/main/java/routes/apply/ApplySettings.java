package routes.apply;

import routes.config.Settings;

/**
 * What the operator says of the rewrites.
 *
 * @param rows rows rewritten, or restored, in one transaction
 * @param threads transactions side by side
 * @param mode when rows are rewritten
 */
public record ApplySettings(int rows, int threads, ApplyMode mode) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static ApplySettings of(Settings settings) {
        return new ApplySettings(
                settings.integer("apply.rows", 1, 1_000_000),
                settings.integer("apply.threads", 1, 100),
                settings.choice("apply.mode", ApplyMode.class));
    }
}
