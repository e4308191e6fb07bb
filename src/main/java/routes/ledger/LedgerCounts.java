package routes.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many rows the ledger holds.
 *
 * @param states rows by state; absent means none
 * @param reasons recorded exceptions by reason: failed rows, and rewritten ones whose object is in question since
 * @param rolledBack superseded rows that hold their legacy path again because the operator rolled the migration back
 */
public record LedgerCounts(Map<LedgerState, Long> states, Map<String, Long> reasons, long rolledBack) {

    private static final LedgerCounts NONE = new LedgerCounts(Map.of(), Map.of(), 0);

    /** Those of several ledgers. */
    public static LedgerCounts sum(List<LedgerCounts> ledgers) {
        return ledgers.stream().reduce(NONE, LedgerCounts::plus);
    }

    /** These and those of another ledger. */
    private LedgerCounts plus(LedgerCounts other) {
        Map<LedgerState, Long> bothStates = new EnumMap<>(LedgerState.class);
        bothStates.putAll(states);
        other.states.forEach((state, rows) -> bothStates.merge(state, rows, Long::sum));
        Map<String, Long> bothReasons = new TreeMap<>(reasons);
        other.reasons.forEach((reason, rows) -> bothReasons.merge(reason, rows, Long::sum));
        return new LedgerCounts(bothStates, bothReasons, rolledBack + other.rolledBack);
    }

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
