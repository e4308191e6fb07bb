package routes.copy;

import java.util.List;
import routes.fault.Reason;
import routes.ledger.CopyRecord;
import routes.ledger.Outcome;

/**
 * What S3 made of one copy: confirmed, or refused for a reason of the object's own.
 *
 * @param reason null when confirmed
 * @param record what is known of the copy; nothing unless confirmed
 */
public record CopyResult(ObjectCopy copy, Reason reason, String detail, CopyRecord record) {

    public static CopyResult confirmed(ObjectCopy copy) {
        return confirmed(copy, CopyRecord.NONE);
    }

    public static CopyResult confirmed(ObjectCopy copy, CopyRecord record) {
        return new CopyResult(copy, null, null, record);
    }

    public static CopyResult refused(ObjectCopy copy, Reason reason, String detail) {
        return new CopyResult(copy, reason, detail, CopyRecord.NONE);
    }

    /** The outcome of each row that names the object. */
    public List<Outcome> outcomes() {
        return copy.rows().stream()
                .map(row -> reason == null
                        ? Outcome.copied(row, copy.newPath(row), record)
                        : Outcome.failed(row, copy.newPath(row), reason, detail))
                .toList();
    }
}
