package routes.ledger;

import routes.fault.Reason;
import routes.table.Row;

/**
 * What one attempt made of a row: {@code COPIED}, or {@code FAILED} with a reason.
 *
 * @param newPath the new key; empty when none could be made
 * @param reason null unless failed
 * @param detail for people: S3's message and request id, or the other key of a collision; null unless failed
 * @param copy what is known of the copy; nothing unless copied
 */
public record Outcome(Row row, String newPath, LedgerState state, Reason reason, String detail, CopyRecord copy) {

    public static Outcome copied(Row row, String newPath) {
        return copied(row, newPath, CopyRecord.NONE);
    }

    public static Outcome copied(Row row, String newPath, CopyRecord copy) {
        return new Outcome(row, newPath, LedgerState.COPIED, null, null, copy);
    }

    public static Outcome failed(Row row, String newPath, Reason reason, String detail) {
        return new Outcome(row, newPath, LedgerState.FAILED, reason, detail, CopyRecord.NONE);
    }

    public boolean is(Reason other) {
        return reason == other;
    }
}
