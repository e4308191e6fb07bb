package routes.ledger;

import java.util.Map;

/**
 * How many rows the ledger holds.
 *
 * @param states rows by state; absent means none
 * @param reasons recorded exceptions by reason: failed rows, and rewritten ones whose object is in question since
 * @param rolledBack superseded rows that hold their legacy path again because the operator rolled the migration back
 */
public record LedgerCounts(Map<LedgerState, Long> states, Map<String, Long> reasons, long rolledBack) {

    public long of(LedgerState state) {
        return states.getOrDefault(state, 0L);
    }

    /** Recorded exceptions. */
    public long exceptions() {
        return reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    public long total() {
        return states.values().stream().mapToLong(Long::longValue).sum();
    }
}
