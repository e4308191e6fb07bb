package routes.migration;

import java.util.List;

/**
 * What became of one copy: confirmed, refused for a reason of the object's own, or disturbed by a fault of the system, in
 * which case nothing is known of the object.
 *
 * @param reason null unless refused
 * @param fault null unless disturbed
 */
public record CopyResult(ObjectCopy copy, Reason reason, String detail, Throwable fault) {

    public static CopyResult confirmed(ObjectCopy copy) {
        return new CopyResult(copy, null, null, null);
    }

    public static CopyResult refused(ObjectCopy copy, Reason reason, String detail) {
        return new CopyResult(copy, reason, detail, null);
    }

    public static CopyResult disturbed(ObjectCopy copy, Throwable fault) {
        return new CopyResult(copy, null, null, fault);
    }

    public boolean isDisturbed() {
        return fault != null;
    }

    /** The outcome of each row that names the object; none when disturbed. */
    public List<Outcome> outcomes() {
        if (isDisturbed()) {
            return List.of();
        }
        return copy.rows().stream()
                .map(row -> reason == null
                        ? Outcome.copied(row, copy.to())
                        : Outcome.failed(row, copy.to(), reason, detail))
                .toList();
    }
}
