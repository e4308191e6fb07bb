package routes.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of ten million rows with a heap of 256 MiB for each process. */
final class Memory {

    private static final double MIB = 1 << 20;

    private final Lab lab;
    private final long rows;
    private final Map<String, String> settings;

    Memory(Lab lab, long rows, Map<String, String> settings) {
        this.lab = lab.withProgramOption("-Xmx256m");
        this.rows = rows;
        this.settings = settings;
    }

    void run(List<Map<String, Object>> table) throws Exception {
        Migration migration = Migration.run(lab, rows, 1, 0, settings);
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("rows", rows);
        row.put("heap MiB", 256);
        row.put("seconds", migration.seconds());
        row.put("records/s", migration.rate());
        row.put("producer MiB", migration.producerPeakBytes() / MIB);
        row.put("consumer MiB", migration.consumerPeakBytes() / MIB);
        row.put("redis MiB", migration.redisPeakBytes() / MIB);
        table.add(row);
    }
}
