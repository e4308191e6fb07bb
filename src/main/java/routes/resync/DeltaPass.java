package routes.resync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Migration;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.ledger.Copies;
import routes.verify.ExternalSort;
import routes.verify.Listing;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * One look at the whole legacy prefix for what has changed since it was copied: a listing, 1,000 keys a request, is merged with the
 * ledger's copies, on disk where memory does not hold them. What has changed is copied again. An object that the listing does not name
 * is looked at by itself: so a listing that is denied, or lacks objects, costs a request for each of them and no safety.
 */
public final class DeltaPass {

    private static final Logger LOG = LoggerFactory.getLogger(DeltaPass.class);

    private final Migration migration;
    private final Copies copies;
    private final CopyUpdates updates;
    private final Path directory;
    private final long memory;

    /**
     * An object that is not as it should be.
     *
     * @param row a row that names it
     * @param path its legacy key
     * @param detail for people
     */
    public record Finding(String row, String path, Reason reason, String detail) {}

    /**
     * What a pass came to.
     *
     * @param rows whose copies were compared
     * @param changed objects that have changed since their copy, or may have
     * @param copied of them, those that were copied again
     * @param confirmed of them, those whose copy was up to date all the same
     * @param gone rows whose legacy object was deleted since
     * @param conflicts rows whose object has changed at both keys
     * @param failed rows whose object cannot be copied again
     * @param undecided rows whose object could not be copied again so far
     * @param retried failed rows that are tried again, since the copy of their object is up to date now
     * @param news exceptions that were not recorded before
     * @param listRequests requests that the listing took
     * @param looks objects that were looked at one by one
     * @param examples the first exceptions
     */
    public record Result(
            long rows,
            long changed,
            long copied,
            long confirmed,
            long gone,
            long conflicts,
            long failed,
            long undecided,
            long retried,
            long news,
            long listRequests,
            long looks,
            List<Finding> examples) {

        /** Whether it has found nothing that was not known: the proof that all copies are up to date, as of its listing. */
        public boolean isProof() {
            return copied == 0 && undecided == 0 && retried == 0 && news == 0;
        }

        /** Rows whose object is not what it should be. */
        public long exceptions() {
            return gone + conflicts + failed + undecided;
        }
    }

    /**
     * @param updates makes the copies
     * @param directory where to keep what does not fit into memory
     * @param memory bytes of entries that are held at a time
     */
    public DeltaPass(Migration migration, Copies copies, CopyUpdates updates, Path directory, long memory) {
        this.migration = migration;
        this.copies = copies;
        this.updates = updates;
        this.directory = directory;
        this.memory = memory;
    }

    /**
     * Makes a pass.
     *
     * @param threads for the copies
     * @param dryRun whether to count only
     * @param goOn asked now and then
     * @return empty when it was told to stop
     * @throws RuntimeException of the client or the database, when the fault is the system's
     */
    public Optional<Result> run(ExecutorService threads, boolean dryRun, BooleanSupplier goOn) throws IOException {
        Tally tally = new Tally();
        Listing listing = new Listing(updates.client());
        try (ExternalSort sort = new ExternalSort(directory, memory);
                DeltaWork work = new DeltaWork(updates, tally, threads, dryRun)) {
            copies.forEach(copy -> {
                stopUnless(goOn);
                sort.add(CopyEntries.of(copy));
                tally.rows.increment();
            });
            if (tally.rows.sum() > 0) {
                list(listing, sort, goOn);
                Matching matching = new Matching(migration::newKey, (path, object, rows) -> {
                    stopUnless(goOn);
                    work.take(path, object, rows);
                });
                sort.forEach(matching);
                matching.end();
            }
            work.finish();
        } catch (StoppedException e) {
            return Optional.empty();
        }
        if (tally.fault.get() != null) {
            throw tally.fault.get();
        }
        return Optional.of(new Result(
                tally.rows.sum(),
                tally.changed.sum(),
                tally.copied.sum(),
                tally.confirmed.sum(),
                tally.gone.sum(),
                tally.conflicts.sum(),
                tally.failed.sum(),
                tally.undecided.sum(),
                tally.retried.sum(),
                tally.news.sum(),
                listing.requests(),
                tally.looks.sum(),
                tally.findings()));
    }

    private void list(Listing listing, ExternalSort sort, BooleanSupplier goOn) throws IOException {
        try {
            listing.forEach(migration.sourceBucket(), migration.legacyPrefix(), object -> {
                stopUnless(goOn);
                sort.add(CopyEntries.of(object));
            });
        } catch (S3Exception e) {
            if (e.statusCode() != 403 && e.statusCode() != 405 && e.statusCode() != 501) {
                throw e;
            }
            LOG.warn(
                    "s3://{}/{} cannot be listed, so that each object is looked at by itself: {}",
                    migration.sourceBucket(),
                    migration.legacyPrefix(),
                    S3Faults.describe(e));
        }
    }

    private static void stopUnless(BooleanSupplier goOn) {
        if (!goOn.getAsBoolean()) {
            throw new StoppedException();
        }
    }

    private static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
