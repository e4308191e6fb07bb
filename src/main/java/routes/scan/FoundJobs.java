package routes.scan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import routes.config.Migration;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.queue.ScanState;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.table.Row;

/** Makes jobs of the rows of a window, and counts those between that only look as if they were to be migrated. */
final class FoundJobs {

    private final Ledger ledger;
    private final Migration migration;
    private final ScanState state;
    private final NearMissPattern pattern;
    private final int jobRows;
    private final List<Job> jobs = new ArrayList<>();
    private final Map<String, NearMisses> passed = new HashMap<>();
    private List<Row> rows = new ArrayList<>();
    private NearMisses seenBefore = NearMisses.NONE;
    private NearMisses seen;
    private String mark;

    /**
     * @param seen what was seen between the cursor and the window
     */
    FoundJobs(Ledger ledger, Migration migration, ScanState state, int jobRows, NearMisses seen) {
        this.ledger = ledger;
        this.migration = migration;
        this.state = state;
        this.pattern = NearMissPattern.of(migration);
        this.jobRows = jobRows;
        this.seen = seen;
    }

    /** Takes the next row of the window. */
    void add(Found found) {
        if (!found.legacy()) {
            String path = new String(found.path(), StandardCharsets.UTF_8);
            String form = pattern.form(found.path()).orElse(NearMisses.OTHERS);
            seen = seen.and(NearMisses.of(form, found.key(), path));
            return;
        }
        Optional<Row> row = found.row(migration);
        if (row.isPresent()) {
            rows.add(row.get());
            seenBefore = seenBefore.and(seen);
            seen = NearMisses.NONE;
            if (rows.size() == jobRows) {
                endJob();
            }
        }
    }

    /**
     * Ends the last job.
     *
     * @return what was seen before the last row of each job, by the id of the job
     */
    Map<String, NearMisses> end() {
        if (!rows.isEmpty()) {
            endJob();
        }
        return passed;
    }

    /** In key order. */
    List<Job> jobs() {
        return jobs;
    }

    /** What was seen after the last row of the last job. */
    NearMisses seen() {
        return seen;
    }

    private void endJob() {
        String after =
                jobs.isEmpty() ? state.cursor() : jobs.get(jobs.size() - 1).through();
        if (mark == null) {
            mark = ledger.jobMark();
        }
        Job job = new Job(mark, state.pass(), state.sequence() + jobs.size() + 1, after, rows);
        jobs.add(job);
        passed.put(job.id(), seenBefore);
        rows = new ArrayList<>();
        seenBefore = NearMisses.NONE;
    }
}
