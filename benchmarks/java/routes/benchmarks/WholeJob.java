package routes.benchmarks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole job with one consumer against an endpoint that confirms at once, beside the bare loop. */
final class WholeJob {

    private static final double MIB = 1 << 20;

    private final Lab lab;
    private final long rows;
    private final int concurrency;
    private final Map<String, String> settings;

    WholeJob(Lab lab, long rows, int concurrency, Map<String, String> settings) {
        this.lab = lab;
        this.rows = rows;
        this.concurrency = concurrency;
        this.settings = new HashMap<>(settings);
        this.settings.put("copy.concurrency", Integer.toString(concurrency));
    }

    /** Runs both in turn, since the speed of a shared machine drifts; each pair gives a ratio. */
    void run(int times, List<Map<String, Object>> table) throws Exception {
        for (int time = 1; time <= times; time++) {
            Loop loop = loop();
            Migration migration = Migration.run(lab, rows, 1, 0, settings);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rows", rows);
            row.put("loop copies/s", loop.rate());
            row.put("job records/s", migration.rate());
            row.put("ratio", migration.rate() / loop.rate());
            row.put("steady loop copies/s", loop.steady().rate());
            row.put("steady job", migration.steady().rate());
            row.put("steady ratio", migration.steady().rate() / loop.steady().rate());
            row.put("loop CPU us", loop.cpuMicros());
            row.put("producer CPU us", migration.producerCpuMicros());
            row.put("consumer CPU us", migration.consumerCpuMicros());
            row.put("CPU ratio", migration.cpuMicros() / loop.cpuMicros());
            row.put("steady loop CPU us", loop.steady().cpuMicros());
            row.put("steady job CPU us", migration.steady().cpuMicros());
            row.put(
                    "steady CPU ratio",
                    migration.steady().cpuMicros() / loop.steady().cpuMicros());
            row.put("servers CPU us", migration.serversCpuMicros());
            row.put("producer MiB", migration.producerPeakBytes() / MIB);
            row.put("consumer MiB", migration.consumerPeakBytes() / MIB);
            row.put("redis MiB", migration.redisPeakBytes() / MIB);
            table.add(row);
        }
    }

    private Loop loop() throws Exception {
        try (Lab.Endpoint s3 = lab.instantS3(0);
                Child child = lab.copyLoop(s3, rows, concurrency)) {
            Steady steady = Steady.await(s3, rows, List.of(child));
            child.awaitSuccess(3600);
            return new Loop(rows / child.seconds(), child.cpuSeconds() * 1e6 / rows, steady);
        }
    }

    /**
     * The bare loop.
     *
     * @param rate copies in a second, from the start of the process to its end
     * @param cpuMicros of one copy
     */
    private record Loop(double rate, double cpuMicros, Steady steady) {}
}
