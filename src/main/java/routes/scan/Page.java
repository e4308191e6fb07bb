package routes.scan;

import java.util.List;
import routes.queue.Job;

/**
 * What one window of the scan has brought.
 *
 * @param jobs in key order, yet to be queued; may be empty although more follows
 * @param more whether to read on at once
 */
public record Page(List<Job> jobs, boolean more) {

    /** The pass is over. */
    static final Page END = new Page(List.of(), false);

    static Page of(List<Job> jobs) {
        return new Page(jobs, true);
    }
}
