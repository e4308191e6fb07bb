package routes.scan;

import java.util.List;
import routes.queue.Job;

/**
 * One page of the scan.
 *
 * @param jobs in key order; may be empty although more follows
 * @param more whether to read on at once
 */
public record ScanPage(List<Job> jobs, boolean more) {

    /** The pass is over. */
    static final ScanPage END = new ScanPage(List.of(), false);

    static ScanPage of(List<Job> jobs) {
        return new ScanPage(jobs, true);
    }
}
