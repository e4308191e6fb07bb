package routes.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A cut-over on command of rows that were copied before: how fast the rows go over, how soon it stops when it is taken back half-way, and what
 * a roll-back and a look for overwritten objects take.
 */
final class CutOver {

    private static final long LIMIT_SECONDS = 3600;
    private static final int POLL_MILLIS = 20;
    private static final double MIB = 1 << 20;

    private final Lab lab;
    private final long rows;
    private final Map<String, String> settings;

    CutOver(Lab lab, long rows, Map<String, String> settings) {
        this.lab = lab;
        this.rows = rows;
        this.settings = new HashMap<>(settings);
        this.settings.put("apply.mode", "on-command");
    }

    void run(List<Map<String, Object>> table) throws Exception {
        lab.prepare(rows);
        try (Lab.Endpoint s3 = lab.instantS3(0)) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("rows", rows);
            try (Child producer = lab.program("producer", s3, settings);
                    Child consumer = lab.program("consumer", s3, settings)) {
                await(producer, "SELECT COUNT(*) FROM " + Sample.LEDGER + " WHERE state = 'COPIED'", rows);
                consumer.terminate();
                half(s3, producer, row);
                whole(s3, producer, row);
                producer.awaitSuccess(LIMIT_SECONDS);
            }
            try (Child resync = lab.program("resync", s3, settings)) {
                resync.awaitSuccess(LIMIT_SECONDS);
                row.put("resync s", resync.seconds());
                row.put("resync MiB", resync.peakBytes() / MIB);
                row.put("resync says", lastWords(resync));
            }
            // a process counts as alive for a while after its end
            TimeUnit.SECONDS.sleep(12);
            try (Child rollback = lab.program("rollback", s3, settings)) {
                rollback.awaitSuccess(LIMIT_SECONDS);
                row.put("rollback s", rollback.seconds());
                row.put("rows rolled back", Sample.rows(lab.admin(), Sample.SOURCE_PREFIX));
            }
            table.add(row);
        }
    }

    private static String lastWords(Child command) throws IOException {
        return command.tail().lines().findFirst().orElse("");
    }

    /** Cuts over, and takes it back when half of the rows have gone over. */
    private void half(Lab.Endpoint s3, Child producer, Map<String, Object> row) throws Exception {
        command(s3, "cut-over");
        await(producer, applied(), rows / 2);
        long begun = System.nanoTime();
        command(s3, "cut-over", "--abort");
        long told = System.nanoTime();
        long before;
        long now = count(applied());
        do {
            before = now;
            TimeUnit.SECONDS.sleep(1);
            now = count(applied());
        } while (now != before);
        row.put("aborted at rows", now);
        row.put("abort command s", (told - begun) / 1e9);
    }

    private void whole(Lab.Endpoint s3, Child producer, Map<String, Object> row) throws Exception {
        long before = count(applied());
        command(s3, "cut-over");
        long ordered = System.nanoTime();
        await(producer, applied(), Math.min(rows, before + 1));
        long first = System.nanoTime();
        await(producer, applied(), rows);
        long last = System.nanoTime();
        row.put("order to first row s", (first - ordered) / 1e9);
        row.put("order to last row s", (last - ordered) / 1e9);
        row.put("rows that went over", rows - before);
        row.put("rows/s", (rows - before) / ((last - first) / 1e9));
    }

    private void command(Lab.Endpoint s3, String... words) throws Exception {
        try (Child child = lab.program(String.join(" ", words), s3, settings)) {
            child.awaitSuccess(LIMIT_SECONDS);
        }
    }

    /** Rows that hold the new path, by the ledger: its state changes with them. */
    private static String applied() {
        return "SELECT COUNT(*) FROM " + Sample.LEDGER + " WHERE state = 'APPLIED'";
    }

    private void await(Child producer, String query, long least) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (count(query) < least) {
            if (System.nanoTime() > deadline || !producer.isAlive()) {
                throw new IOException("not reached: " + least + " of " + query + "\n" + producer.tail());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    private long count(String query) throws SQLException {
        try (var connection = lab.admin().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        } catch (SQLException e) {
            if ("42S02".equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }
}
