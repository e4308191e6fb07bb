package routes.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How much of a limit that nobody names is taken, and how many requests are refused. */
final class Throttled {

    private static final long DELAY_MILLIS = 50;
    private static final long LIMIT = 1500;

    private final Lab lab;
    private final Map<String, String> settings;

    /**
     * A run.
     *
     * @param limit as {@link ThrottlingS3#of} reads it
     * @param from seconds after the first copy from which the rate is taken
     * @param to seconds until which it is
     * @param expected copies a second of which the rate is a share
     */
    private record Case(String name, String limit, int consumers, int from, int to, double expected) {}

    private static final List<Case> CASES = List.of(
            new Case("1,500/s", "1500,1500,0,0", 1, 10, 40, LIMIT),
            new Case("1,500/s, two consumers", "1500,1500,0,0", 2, 10, 40, LIMIT),
            new Case("1,500/s, then 3,000/s after 20 s", "1500,3000,20,0", 1, 65, 80, 2 * LIMIT),
            new Case("1,500/s, then 500/s after 20 s", "1500,500,20,0", 1, 30, 80, LIMIT / 3.0),
            new Case("no limit, 0.3 % refused", "0,0,0,0.003", 1, 15, 35, 256 * 1000.0 / DELAY_MILLIS),
            new Case("no limit", "0,0,0,0", 1, 15, 35, 256 * 1000.0 / DELAY_MILLIS));

    Throttled(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = new HashMap<>(settings);
    }

    void run(List<Map<String, Object>> table) throws Exception {
        for (Case some : CASES) {
            table.add(measure(some));
        }
    }

    private Map<String, Object> measure(Case some) throws Exception {
        lab.prepare(Math.round(some.expected() * 1.2 * (some.to() + 20)) + 60 * LIMIT);
        List<Child> processes = new ArrayList<>();
        try (Lab.Endpoint s3 = lab.throttlingS3(DELAY_MILLIS, some.limit())) {
            processes.add(lab.program("producer", s3, settings));
            for (int consumer = 0; consumer < some.consumers(); consumer++) {
                processes.add(lab.program("consumer", s3, settings));
            }
            while (s3.copies()[1] == 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            long began = s3.copies()[1];
            long[] before = at(s3, began, some.from());
            long[] after = at(s3, began, some.to());
            double seconds = some.to() - some.from();
            double rate = (after[0] - before[0]) / seconds;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("limit", some.name());
            row.put("copies/s", Math.round(rate));
            row.put("share", Math.round(1000 * rate / some.expected()) / 1000.0);
            row.put("refused % of all so far", Math.round(10_000.0 * after[2] / (after[0] + after[2])) / 100.0);
            row.put("from s", some.from());
            row.put("to s", some.to());
            return row;
        } finally {
            processes.forEach(Child::close);
        }
    }

    /** The counts so many seconds after the first copy. */
    private static long[] at(Lab.Endpoint s3, long began, int seconds) throws Exception {
        long wait = began + 1000L * seconds - System.currentTimeMillis();
        TimeUnit.MILLISECONDS.sleep(Math.max(0, wait));
        return s3.copies();
    }
}
