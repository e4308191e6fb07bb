package routes.cli;

import java.math.BigDecimal;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.copy.CopySettings;
import routes.plan.ObjectFindings;
import routes.plan.TableCounts;
import routes.process.ProcessSettings;

/** What the estimate of a run rests on beside the counts. */
final class EstimateOptions {

    @Option(
            names = "--copy-price",
            paramLabel = "USD",
            defaultValue = "0.005",
            description = "What S3 asks for 1,000 COPY requests (default: ${DEFAULT-VALUE}).")
    private BigDecimal price;

    @Option(
            names = "--copy-latency",
            paramLabel = "MS",
            defaultValue = "150",
            description = "Time that one copy takes, in milliseconds (default: ${DEFAULT-VALUE}).")
    private int latencyMillis;

    @Option(
            names = "--copy-limit",
            paramLabel = "RATE",
            defaultValue = "3500",
            description = "Copies a second that S3 takes under one prefix (default: ${DEFAULT-VALUE}).")
    private int limit;

    /**
     * What the run would cost, at the configured concurrency.
     *
     * @param copies COPY requests
     * @param usd for the COPY requests; transfer between regions and storage come on top
     * @param copiesPerSecond that the consumers can make, or S3 takes
     * @param seconds for the copies
     * @param bytes to copy, from the mean size
     */
    record Estimate(long copies, double usd, double copiesPerSecond, long seconds, double bytes) {}

    /**
     * The estimate.
     *
     * @param objects what was found of the objects; null when S3 could not be asked
     * @throws ConfigurationException when an option cannot be used
     */
    Estimate of(Settings settings, TableCounts.Counts rows, ObjectFindings.Sums objects) {
        requirePositive("--copy-latency", latencyMillis);
        requirePositive("--copy-limit", limit);
        double present =
                objects == null || objects.looked() == 0 ? 1 : 1 - (double) objects.missing() / objects.looked();
        long copies = Math.round(rows.objects() * present);
        double latency = latencyMillis / 1000.0;
        double possible = CopySettings.concurrency(settings)
                * (double) settings.integer("consumer.task.count", 0, 100_000)
                / latency;
        int cap = ProcessSettings.of(settings).mostRequests();
        double rate = Math.min(possible, cap == 0 ? limit : Math.min(limit, cap));
        double usd = price.doubleValue() * copies / 1000;
        return new Estimate(
                copies,
                Math.round(usd * 100) / 100.0,
                rate,
                rate == 0 ? 0 : (long) Math.ceil(copies / rate),
                objects == null ? 0 : objects.meanBytes() * copies);
    }

    static void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ConfigurationException(option + " must be at least 1, and is " + value);
        }
    }
}
