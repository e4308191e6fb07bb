package routes.scan;

import routes.config.Settings;

/**
 * What the operator says of the scan.
 *
 * @param pageRows rows read by one query
 * @param jobRows rows in one job
 */
public record ScanSettings(int pageRows, int jobRows) {

    /**
     * Reads and checks the settings.
     *
     * @throws routes.config.ConfigurationException when one cannot be used
     */
    public static ScanSettings of(Settings settings) {
        return new ScanSettings(
                settings.integer("scan.page.rows", 1, 1_000_000), settings.integer("job.rows", 1, 100_000));
    }
}
