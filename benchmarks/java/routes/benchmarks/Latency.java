package routes.benchmarks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole job with one consumer while each copy takes its time, as it does at S3. */
final class Latency {

    private static final double MILLIS = 1000;
    /** Long enough for the JVM to have compiled what is hot before the second half of the copies, which is measured. */
    private static final double SECONDS = 90;
    /** What two cores reach at best in that time. */
    private static final long MOST_ROWS = 450_000;

    private final Lab lab;
    private final Map<String, String> settings;

    Latency(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = settings;
    }

    /**
     * Runs every pair.
     *
     * @param delays of a copy, in milliseconds
     * @param concurrencies copies in flight
     */
    void run(List<Long> delays, List<Integer> concurrencies, List<Map<String, Object>> table) throws Exception {
        for (long delay : delays) {
            for (int concurrency : concurrencies) {
                double ideal = concurrency / (delay / MILLIS);
                long rows = Math.min(MOST_ROWS, Math.round(ideal * SECONDS / MILLIS) * (long) MILLIS);
                Map<String, String> more = new HashMap<>(settings);
                more.put("copy.concurrency", Integer.toString(concurrency));
                Migration migration = Migration.run(lab, rows, 1, delay, more);
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("delay ms", delay);
                row.put("in flight", concurrency);
                row.put("rows", rows);
                row.put("copies/s at best", ideal);
                row.put("steady copies/s", migration.steady().rate());
                row.put("ratio", migration.steady().rate() / ideal);
                row.put("CPU us", migration.cpuMicros());
                table.add(row);
            }
        }
    }
}
