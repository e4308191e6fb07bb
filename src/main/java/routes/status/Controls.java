package routes.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import routes.fault.Reason;
import routes.ledger.Retries;
import routes.queue.CutOverOrder;
import routes.queue.PauseNote;
import routes.queue.Pauses;

/** What the page's buttons do: the same as the operator's commands of their names. */
public final class Controls {

    /** The buttons. */
    static final List<String> ACTIONS = List.of("pause", "resume", "retry", "cut-over", "abort-cut-over");

    private final Pauses pauses;
    private final Retries retries;
    private final CutOverOrder order;
    private final boolean onCommand;

    public Controls(Pauses pauses, Retries retries, CutOverOrder order, boolean onCommand) {
        this.pauses = pauses;
        this.retries = retries;
        this.order = order;
        this.onCommand = onCommand;
    }

    /**
     * Does what a button says.
     *
     * @param reason only exceptions for this are retried; null: all
     * @return a sentence for whoever pressed it
     * @throws HttpRefusal 409 when it has no use, 400 when there is no such reason
     */
    public Map<String, String> act(String action, String reason) throws HttpRefusal {
        return switch (action) {
            case "pause" -> pause();
            case "resume" -> resume();
            case "retry" -> retry(reason);
            case "cut-over" -> cutOver();
            case "abort-cut-over" -> abortCutOver();
            default -> throw new IllegalArgumentException(action);
        };
    }

    /** Has every process take no new work. */
    private Map<String, String> pause() {
        pauses.begin(PauseNote.ofPage());
        return Map.of("message", "Pausing: no new work is taken, what is in flight is finished.");
    }

    /** Has every process take work again. */
    private Map<String, String> resume() {
        pauses.end();
        return Map.of("message", "Resumed.");
    }

    /** Has the copied rows rewritten. */
    private Map<String, String> cutOver() throws HttpRefusal {
        if (!onCommand) {
            throw new HttpRefusal(409, "Rows are rewritten at once (APPLY_MODE).");
        }
        order.give(Instant.now());
        return Map.of("message", "Cut-over ordered: the copies are looked at once more, then the rows are rewritten.");
    }

    /** Has no more rows rewritten. */
    private Map<String, String> abortCutOver() {
        order.takeBack();
        return Map.of("message", "Cut-over taken back: no more rows are rewritten.");
    }

    /** Has the scan find the failed rows again, in its next pass at the latest. */
    private Map<String, String> retry(String reason) throws HttpRefusal {
        long marked = retries.mark(reason == null ? List.of() : List.of(known(reason)));
        return Map.of("message", marked == 1 ? "1 row will be tried again." : marked + " rows will be tried again.");
    }

    private static Reason known(String reason) throws HttpRefusal {
        return Reason.of(reason).orElseThrow(() -> new HttpRefusal(400, "There is no such reason."));
    }
}
