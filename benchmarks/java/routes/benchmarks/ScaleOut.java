package routes.benchmarks;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One, two and four consumers that share the work while each copy takes 50 ms. */
final class ScaleOut {

    private static final long DELAY = 50;
    /** So few that four consumers do not need more than the two cores they share with everything else. */
    private static final int CONCURRENCY = 32;
    /** Two minutes of work at best. */
    private static final long ROWS_FOR_EACH = 75_000;

    private final Lab lab;
    private final Map<String, String> settings;

    ScaleOut(Lab lab, Map<String, String> settings) {
        this.lab = lab;
        this.settings = new HashMap<>(settings);
        this.settings.put("copy.concurrency", Integer.toString(CONCURRENCY));
    }

    void run(List<Map<String, Object>> table) throws Exception {
        double one = 0;
        for (int consumers : List.of(1, 2, 4)) {
            Migration migration = Migration.run(lab, ROWS_FOR_EACH * consumers, consumers, DELAY, settings);
            one = consumers == 1 ? migration.steady().rate() : one;
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("consumers", consumers);
            row.put("in flight each", CONCURRENCY);
            row.put("rows", ROWS_FOR_EACH * consumers);
            row.put("steady copies/s", migration.steady().rate());
            row.put("times one", migration.steady().rate() / one);
            row.put("CPU us", migration.cpuMicros());
            table.add(row);
        }
    }
}
