package routes.resync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import routes.copy.CopyAnswer;
import routes.copy.CopyRequests;
import routes.copy.ObjectCopy;
import routes.fault.Reason;
import routes.ledger.Copies;
import routes.ledger.CopyRecord;
import routes.ledger.Retries;
import routes.ledger.RowCopy;
import routes.s3.ConditionalS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Brings copies up to date, and records what cannot be. */
public final class CopyUpdates {

    /** Attempts after which a failed row is left alone. */
    private static final int ATTEMPTS = 3;

    private final ConditionalS3Client s3;
    private final CopyRequests requests;
    private final Copies copies;
    private final Retries retries;
    private final Duration patience;
    private final Clock clock;
    private final String bucket;

    /** Since when an object cannot be copied again. */
    private final Map<String, Instant> failing = new ConcurrentHashMap<>();

    /**
     * @param bucket of the legacy objects
     * @param patience how long an object that cannot be copied again is tried
     */
    public CopyUpdates(
            ConditionalS3Client s3,
            CopyRequests requests,
            Copies copies,
            Retries retries,
            String bucket,
            Duration patience,
            Clock clock) {
        this.s3 = s3;
        this.requests = requests;
        this.copies = copies;
        this.retries = retries;
        this.bucket = bucket;
        this.patience = patience;
        this.clock = clock;
    }

    S3Client client() {
        return s3;
    }

    /** Looks at a legacy object; empty when there is none any more. */
    Optional<SourceObject> look(String path) {
        try {
            return Optional.of(SourceObject.of(
                    s3.headObject(request -> request.bucket(bucket).key(path))));
        } catch (S3Exception e) {
            // that of a copy may speak of a bucket; the answer to a HEAD has no more than its status
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Copies an object again.
     *
     * @return what the ledger keeps of it
     */
    CopyRecord copy(String path, String newPath, Set<String> ours) {
        CopyRecord record =
                CopyAnswer.record(s3.copyAgain(requests.of(new ObjectCopy(path, newPath, List.of())), ours));
        failing.remove(path);
        return record;
    }

    /** Whether an object that cannot be copied again has been tried for long enough. */
    boolean isGivenUp(String path) {
        Instant since = failing.computeIfAbsent(path, first -> clock.instant());
        return Duration.between(since, clock.instant()).compareTo(patience) >= 0;
    }

    /** What the row of a copy is called for people. */
    String nameOf(RowCopy copy) {
        return copies.nameOf(copy);
    }

    /** Records that copies are up to date. */
    synchronized void upToDate(List<RowCopy> some, CopyRecord record) {
        copies.upToDate(some, record);
    }

    /** Records that the copy of a row is not what it should be. */
    synchronized Recorded exception(RowCopy copy, Reason reason, String detail) {
        if (copy.inQuestion() && copies.settle(copy)) {
            return Recorded.SETTLED;
        }
        if (copies.exception(copy, reason, detail)) {
            return Recorded.NEW;
        }
        return copy.inQuestion() ? Recorded.KNOWN : Recorded.SETTLED;
    }

    /**
     * Has a row tried again that failed for a reason, if it was not tried too often.
     *
     * @return whether it is to be
     */
    boolean retry(RowCopy failed, Reason reason) {
        return failed.attempts() < ATTEMPTS && retries.mark(failed.column(), failed.key(), List.of(reason));
    }
}
