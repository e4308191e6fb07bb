package routes.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import routes.config.Migration;
import routes.ledger.Column;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.ScanState;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.table.Row;

/** Makes jobs of the rows of a window, and counts those between that only look as if they were to be migrated. */
final class FoundJobs {

    private final Column column;
    private final Migration migration;
    private final ScanState state;
    private final NearMissPattern pattern;
    private final int jobRows;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Outcome> failed = new ArrayList<>();
    private final Map<String, NearMisses> passed = new HashMap<>();
    private List<Row> rows = new ArrayList<>();
    private NearMisses seenBefore = NearMisses.NONE;
    private NearMisses seen;
    private String mark;

    /**
     * @param seen what was seen between the cursor and the window
     */
    FoundJobs(Column column, NearMissPattern pattern, ScanState state, int jobRows, NearMisses seen) {
        this.column = column;
        this.migration = column.migration();
        this.state = state;
        this.pattern = pattern;
        this.jobRows = jobRows;
        this.seen = seen;
    }

    /** Takes the next row of the window. */
    void add(Found found) {
        if (!found.legacy()) {
            seen = seen.and(pattern.miss(migration.nameOf(found.key()), found.path()));
            return;
        }
        found.row(migration).ifPresentOrElse(this::add, () -> failed.add(found.failed(migration)));
    }

    private void add(Row row) {
        rows.add(row);
        seenBefore = seenBefore.and(seen);
        seen = NearMisses.NONE;
        if (rows.size() == jobRows) {
            endJob();
        }
    }

    /** Ends the last job. */
    void end() {
        if (!rows.isEmpty()) {
            endJob();
        }
    }

    /** What was seen before the last row of each job, by the id of the job. */
    Map<String, NearMisses> passed() {
        return passed;
    }

    /** What needs no copy to fail: recorded, it is not found again. */
    List<Outcome> failed() {
        return failed;
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
            mark = column.ledger().jobMark();
        }
        Job job = new Job(mark, state.pass(), state.sequence() + jobs.size() + 1, after, rows, null, column.number());
        jobs.add(job);
        passed.put(job.id(), seenBefore);
        rows = new ArrayList<>();
        seenBefore = NearMisses.NONE;
    }
}
