package routes.resync;

import java.util.Objects;
import java.util.Optional;
import routes.ledger.RowCopy;
import routes.resync.ChangeRule.Verdict;

/** What is known of one legacy object that may be deleted, or not. */
final class ManifestCandidate {

    private final SourceObject object;
    private final String targetTag;
    private boolean rewritten;
    private String version;
    private LeftOut why;
    private String row = "";

    /**
     * @param targetTag ETag of the object at the new key; null when there is none
     */
    ManifestCandidate(SourceObject object, String targetTag) {
        this.object = object;
        this.targetTag = targetTag;
    }

    /**
     * Takes a row of a ledger that names it.
     *
     * @param name what the row is called
     */
    void ledger(RowCopy copy, String name) {
        switch (copy.state()) {
            case COPIED, FAILED -> leaveOut(LeftOut.NOT_REWRITTEN, name);
            case APPLIED -> applied(copy, name);
            case SUPERSEDED -> {
                // the row is the application's own; if it holds the legacy key again, the table says so
            }
        }
    }

    private void applied(RowCopy copy, String name) {
        String copied = copy.record().sourceVersion();
        version = !rewritten || Objects.equals(version, copied) ? copied : null;
        rewritten = true;
        if (copy.inQuestion()) {
            leaveOut(LeftOut.IN_QUESTION, name);
        } else if (ChangeRule.of(object, copy.record()) != Verdict.SAME) {
            leaveOut(LeftOut.SOURCE_CHANGED, name);
        } else if (targetTag == null) {
            leaveOut(LeftOut.TARGET_MISSING, name);
        } else if (!targetTag.equals(copy.record().targetTag())) {
            leaveOut(LeftOut.TARGET_WRITTEN, name);
        }
    }

    /** Takes a row of the table that holds its key. */
    void table(String key) {
        why = LeftOut.STILL_NAMED;
        row = key;
    }

    /** The listing does not say the key in full. */
    void unreadable() {
        leaveOut(LeftOut.UNREADABLE, "");
    }

    /** Why it is left out; empty when it may be deleted. */
    Optional<LeftOut> why() {
        return why == null && !rewritten ? Optional.of(LeftOut.NOT_MIGRATED) : Optional.ofNullable(why);
    }

    /** A row that is the reason; empty text when none is. */
    String row() {
        return row;
    }

    /** The version that was copied; null when it is not known, or the rows do not agree. */
    String version() {
        return version;
    }

    private void leaveOut(LeftOut reason, String key) {
        if (why == null || reason.ordinal() < why.ordinal()) {
            why = reason;
            row = key;
        }
    }
}
