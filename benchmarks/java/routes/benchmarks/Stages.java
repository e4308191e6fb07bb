package routes.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.XTrimParams;
import routes.apply.Applier;
import routes.apply.KeyRange;
import routes.config.Settings;
import routes.connect.Connections;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.table.Row;
import routes.table.SchemaReader;
import routes.table.Sql;
import routes.table.TableSchema;

/** Each stage that is not the copy, alone, and how it grows with the table. */
final class Stages {

    private static final double NANOS = 1e9;
    private static final int JOB_ROWS = 1000;

    private final Lab lab;
    private final Map<String, String> settings;

    Stages(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = settings;
    }

    void run(List<Long> sizes, List<Map<String, Object>> table) throws Exception {
        for (long rows : sizes) {
            lab.prepare(rows);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("rows", rows);
            result.put("scan and enqueue rows/s", rows / scan(rows));
            try (Connections connections = new Connections(all())) {
                record(result, connections, rows);
            }
            table.add(result);
        }
    }

    /** A real producer, whose jobs are thrown away as fast as they come; seconds from the first to the last. */
    private double scan(long rows) throws Exception {
        try (Lab.Endpoint s3 = lab.instantS3(0);
                Child producer = lab.program("producer", s3, settings);
                Jedis jedis = lab.jedis()) {
            long first = 0;
            while (producer.isAlive()) {
                if (first == 0 && jedis.xlen("s3-migration:jobs") > 0) {
                    first = System.nanoTime();
                }
                jedis.xtrim(
                        "s3-migration:jobs", XTrimParams.xTrimParams().maxLen(0).exactTrimming());
                Map<String, String> state = jedis.hgetAll("s3-migration:scan");
                if (first != 0 && ("1".equals(state.get("complete")) || !"1".equals(state.get("pass")))) {
                    double seconds = (System.nanoTime() - first) / NANOS;
                    producer.terminate();
                    return seconds;
                }
                Thread.sleep(5);
            }
            throw new IllegalStateException(
                    "the producer ended while " + rows + " rows were scanned:\n" + producer.tail());
        }
    }

    private void record(Map<String, Object> result, Connections connections, long rows) throws Exception {
        TableSchema schema = new SchemaReader(connections.database(), routes.config.Migration.of(all())).read();
        Sql statements = Sql.of(schema, all());
        Ledger ledger = new Ledger(schema, statements, connections.database());
        lab.execute("DROP TABLE IF EXISTS " + Sample.LEDGER);
        ledger.create();
        int jobs = all().integer("consumer.jobs", 1, 1000);
        result.put(
                "ledger insert rows/s",
                rows
                        / inParallel(jobs, rows, JOB_ROWS, first -> {
                            List<Outcome> outcomes = new ArrayList<>(JOB_ROWS);
                            for (long number = first; number < first + JOB_ROWS; number++) {
                                String name = Sample.name(number);
                                Row row = new Row(Long.toString(number), Sample.SOURCE_PREFIX + name, 0);
                                outcomes.add(Outcome.copied(row, Sample.TARGET_PREFIX + name));
                            }
                            ledger.record(outcomes);
                        }));
        int range = all().integer("apply.rows", 1, 1_000_000);
        Applier applier = new Applier(schema, statements, connections.database(), range);
        result.put(
                "apply rows/s",
                rows
                        / inParallel(
                                all().integer("apply.threads", 1, 100),
                                rows,
                                range,
                                first -> applier.apply(
                                        new KeyRange(Long.toString(first), Long.toString(first + range - 1)))));
        long applied = Sample.rows(lab.admin(), Sample.TARGET_PREFIX);
        if (applied != rows) {
            throw new IllegalStateException("only " + applied + " of " + rows + " rows were applied");
        }
    }

    private Settings all() {
        return Settings.load().with(new HashMap<>(lab.settings("http://127.0.0.1:1", settings)));
    }

    /** Part of the work, by the number of its first row. */
    private interface Part {
        void run(long first) throws Exception;
    }

    /** Does all parts in order by several threads; gives the seconds. */
    private static double inParallel(int threads, long rows, int step, Part part) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            AtomicLong next = new AtomicLong(1);
            Callable<Void> worker = () -> {
                for (long first = next.getAndAdd(step); first <= rows; first = next.getAndAdd(step)) {
                    part.run(first);
                }
                return null;
            };
            long began = System.nanoTime();
            for (Future<Void> each : executor.invokeAll(Collections.nCopies(threads, worker))) {
                each.get();
            }
            return (System.nanoTime() - began) / NANOS;
        } finally {
            executor.shutdownNow();
        }
    }
}
