package routes.migration;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether everything is migrated. An empty queue proves nothing: the proof is a whole pass over the table that
 * found no row left to do, with nothing copied that is not applied.
 */
public final class Completion {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private final JobQueue queue;
    private final Scanner scanner;
    private final Applier applier;

    public Completion(JobQueue queue, Scanner scanner, Applier applier) {
        this.queue = queue;
        this.scanner = scanner;
        this.applier = applier;
    }

    /**
     * Looks whether the work is done; starts the next pass when the last one found something.
     *
     * @return true when nothing is left but recorded exceptions
     */
    public boolean reached() {
        Optional<ScanState> state = queue.scan();
        if (state.isEmpty() || !state.get().complete() || queue.outstanding() > 0) {
            return false;
        }
        int swept = applier.sweep();
        if (state.get().isProof() && swept == 0) {
            return true;
        }
        LOG.info(
                "pass {}: everything found is done; looking for rows that arrived meanwhile",
                state.get().pass());
        scanner.beginNextPass(state.get());
        return false;
    }
}
