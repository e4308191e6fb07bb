package routes.copy;

import java.util.List;
import routes.fault.Reason;
import routes.ledger.Outcome;

/**
 * What S3 made of one copy: confirmed, or refused for a reason of the object's own.
 *
 * @param reason null when confirmed
 */
public record CopyResult(ObjectCopy copy, Reason reason, String detail) {

    public static CopyResult confirmed(ObjectCopy copy) {
        return new CopyResult(copy, null, null);
    }

    public static CopyResult refused(ObjectCopy copy, Reason reason, String detail) {
        return new CopyResult(copy, reason, detail);
    }

    /** The outcome of each row that names the object. */
    public List<Outcome> outcomes() {
        return copy.rows().stream()
                .map(row -> reason == null
                        ? Outcome.copied(row, copy.to())
                        : Outcome.failed(row, copy.to(), reason, detail))
                .toList();
    }
}
