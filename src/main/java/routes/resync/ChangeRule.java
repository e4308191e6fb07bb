package routes.resync;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import routes.ledger.CopyRecord;

/**
 * Tells from what S3 says of a legacy object now whether it is still the one that was copied.
 *
 * <p>Where its ETag and time are known as of the copy, they decide. The answer to a copy does not say them; then the ETags of object and
 * copy do if they are equal, which means the same bytes. If they differ it may be that nobody has changed anything: with a key of KMS, and
 * with objects that were uploaded in parts, they always differ (S3 API reference, "Object"). Then the time decides, if it can: S3 dates an
 * object from when its upload <em>began</em> (S3 user guide, "Object metadata", Last-Modified), which for a single PUT is minutes before
 * the object is there, and for an upload in parts may be days. What is left is doubtful, and copied again.
 */
final class ChangeRule {

    /** Longer than any single PUT takes. */
    private static final Duration LONGEST_PUT = Duration.ofHours(1);

    /** What became of a legacy object since its copy. */
    enum Verdict {
        SAME,
        CHANGED,
        /** It cannot be told. */
        DOUBTFUL
    }

    private ChangeRule() {}

    static Verdict of(SourceObject now, CopyRecord copy) {
        if (copy.sourceTag() != null) {
            boolean same = now.tag().equals(copy.sourceTag())
                    && (copy.sourceModified() == null
                            || seconds(now.modified()).equals(seconds(copy.sourceModified())));
            return same ? Verdict.SAME : Verdict.CHANGED;
        }
        boolean sameBytes = now.tag().equals(copy.targetTag());
        if (copy.copiedAt() == null) {
            return sameBytes ? Verdict.SAME : Verdict.DOUBTFUL;
        }
        if (seconds(now.modified()).isAfter(seconds(copy.copiedAt()))) {
            // with the same bytes too: metadata and tags change with a copy onto itself
            return Verdict.CHANGED;
        }
        boolean inParts = now.tag().contains("-");
        return sameBytes || (isFromLongBefore(now, copy) && !inParts) ? Verdict.SAME : Verdict.DOUBTFUL;
    }

    /** Whether an object is dated so long before its copy that only an upload in parts can have written it since. */
    static boolean isFromLongBefore(SourceObject now, CopyRecord copy) {
        return copy.copiedAt() != null
                && now.modified().isBefore(copy.copiedAt().minus(LONGEST_PUT));
    }

    /** Listings may have fractions of a second that headers lack. */
    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
