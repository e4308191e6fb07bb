package routes.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A migration whose page a crowd looks at, slowly, and one whose page nobody looks at, in turn. */
final class Watched {

    private static final long DELAY_MILLIS = 150;
    private static final long LIMIT_SECONDS = 1200;
    private static final int EXCEPTIONS = 20_000;
    private static final double MIB = 1 << 20;

    private final Lab lab;
    private final long rows;
    private final Map<String, String> settings;

    Watched(Lab lab, long rows, Map<String, String> settings) {
        this.lab = lab.withProgramOption("-Xmx256m");
        this.rows = rows;
        this.settings = settings;
    }

    void run(int repeat, List<Map<String, Object>> table) throws Exception {
        for (int i = 0; i < repeat; i++) {
            table.add(measure(0, 0, 0));
            table.add(measure(200, 50, 1000));
        }
    }

    private Map<String, Object> measure(int slowReaders, int watchers, int badRequests) throws Exception {
        lab.prepare(rows);
        int status = Lab.freePort();
        int management = Lab.freePort();
        Map<String, String> own = new HashMap<>(settings);
        own.put("status.port", Integer.toString(status));
        own.put("management.port", Integer.toString(management));
        try (Lab.Endpoint s3 = lab.instantS3(DELAY_MILLIS);
                Child producer = lab.program("producer", s3, own);
                Crowd crowd = new Crowd(status, management)) {
            awaitLedger(producer);
            // exceptions of rows that are no more, so that there is something long to read
            lab.execute("INSERT INTO " + Sample.LEDGER + " (row_key, old_path, new_path, state, reason) SELECT seq + "
                    + rows
                    + ", CONCAT('image/', seq, REPEAT('x', 600)), CONCAT('avatar/', seq), 'FAILED', 'SOURCE_MISSING'"
                    + " FROM seq_1_to_" + EXCEPTIONS);
            crowd.watchHealth().come(slowReaders, watchers, badRequests);
            try (Child consumer = lab.program("consumer", s3, settings)) {
                Steady steady = Steady.await(s3, rows, List.of(producer, consumer));
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("slow readers", slowReaders);
                row.put("watchers", watchers);
                row.put("bad requests", crowd.badRequests());
                row.put("steady copies/s", steady.rate());
                row.put("slowest health s", crowd.slowestHealth());
                row.put("no health", crowd.unhealthy());
                row.put("events", crowd.events());
                crowd.close();
                producer.awaitSuccess(LIMIT_SECONDS);
                row.put("rows/s", rows / producer.seconds());
                row.put("producer CPU s", producer.cpuSeconds());
                row.put("producer MiB", producer.peakBytes() / MIB);
                row.put("lines of the log", producer.lines());
                consumer.terminate();
                return row;
            }
        }
    }

    private void awaitLedger(Child producer) throws Exception {
        while (true) {
            try {
                lab.execute("SELECT 1 FROM " + Sample.LEDGER);
                return;
            } catch (SQLException e) {
                if (!producer.isAlive()) {
                    throw new IOException("the producer did not start:\n" + producer.tail(), e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
