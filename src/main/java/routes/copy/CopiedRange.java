package routes.copy;

import com.fasterxml.jackson.annotation.JsonIgnore;
import routes.ledger.LedgerState;
import routes.queue.Job;

/**
 * The notification that a job's outcomes are in the ledger, so that its rows can be rewritten. Losing one costs nothing but
 * time.
 *
 * @param sequence number of the job in its pass; 0 when it stands outside the sequence
 * @param after row key before the job's first row in the scan; null at the start of the table, and outside the sequence
 * @param rows rows of the job
 * @param copied rows whose object is confirmed at the new key
 * @param failed rows recorded as failed
 * @param column number of the column whose rows they are
 */
public record CopiedRange(
        String migration,
        long pass,
        long sequence,
        String after,
        String first,
        String last,
        int rows,
        long copied,
        long failed,
        int column) {

    /** The notification for a job whose outcomes were recorded. */
    public static CopiedRange of(JobResult result) {
        Job job = result.job();
        return new CopiedRange(
                job.migration(),
                job.pass(),
                job.sequence(),
                job.after(),
                job.firstKey(),
                job.through(),
                job.rows().size(),
                result.count(LedgerState.COPIED),
                result.count(LedgerState.FAILED),
                job.column());
    }

    /** Whether the other job's rows begin where this one's end. The numbers alone do not tell: they begin anew when Redis was emptied. */
    @JsonIgnore
    public boolean isFollowedBy(CopiedRange other) {
        return sequence > 0
                && column == other.column
                && pass == other.pass
                && sequence + 1 == other.sequence
                && last.equals(other.after);
    }
}
