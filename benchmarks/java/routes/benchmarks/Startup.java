package routes.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** From the start of a consumer, for which work is waiting, to its first copy; with an ahead-of-time cache as the image has, and without. */
final class Startup {

    private static final int TIMES = 3;
    private static final long ROWS = 2000;

    private final Lab lab;
    private final Map<String, String> settings;

    Startup(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = settings;
    }

    void run(List<Map<String, Object>> table) throws Exception {
        measure("plain", lab.plain(), table);
        if (Runtime.Version.parse(Machine.version(lab.java())).feature() >= 25) {
            measure("ahead-of-time cache", lab.withAheadOfTimeCache(), table);
        }
    }

    private void measure(String name, Lab measured, List<Map<String, Object>> table) throws Exception {
        for (int time = 0; time < TIMES; time++) {
            measured.prepare(ROWS);
            try (Lab.Endpoint s3 = measured.instantS3(0)) {
                queueJobs(measured, s3);
                long began = System.currentTimeMillis();
                try (Child consumer = measured.program("consumer", s3, settings)) {
                    while (s3.copies()[0] == 0 && consumer.isAlive()) {
                        Thread.sleep(10);
                    }
                    long first = s3.copies()[1];
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("start", name);
                    row.put("first copy after s", (first - began) / 1000.0);
                    row.put("CPU s", consumer.cpuSeconds());
                    table.add(row);
                    consumer.terminate();
                }
            }
        }
    }

    /** A producer, until it has queued something. */
    private void queueJobs(Lab measured, Lab.Endpoint s3) throws Exception {
        try (Child producer = measured.program("producer", s3, settings);
                Jedis jedis = measured.jedis()) {
            while (jedis.xlen("s3-migration:jobs") < 2 && producer.isAlive()) {
                Thread.sleep(50);
            }
            producer.terminate();
        }
    }
}
