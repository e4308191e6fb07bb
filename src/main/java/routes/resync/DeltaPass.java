package routes.resync;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.Migration;
import routes.fault.S3Faults;
import routes.ledger.Copies;
import routes.sort.ExternalSort;
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
    public Optional<DeltaResult> run(ExecutorService threads, boolean dryRun, BooleanSupplier goOn) throws IOException {
        return run(column -> true, threads, dryRun, goOn);
    }

    /**
     * Makes a pass over the objects that rows of some columns name, for all rows that name them.
     *
     * @param columns by their numbers; otherwise as above
     */
    public Optional<DeltaResult> run(
            IntPredicate columns, ExecutorService threads, boolean dryRun, BooleanSupplier goOn) throws IOException {
        Tally tally = new Tally();
        Listing listing = new Listing(updates.client());
        try (ExternalSort sort = new ExternalSort(directory, memory);
                DeltaWork work = new DeltaWork(updates, tally, threads, dryRun)) {
            copies.forEach(copy -> {
                stopUnless(goOn);
                sort.add(CopyEntries.of(copy, CopyEntries.bytes(copy.path())));
                tally.rows.increment();
            });
            if (tally.rows.sum() > 0) {
                list(listing, sort, goOn);
                Matching matching = new Matching((path, object, rows) -> {
                    stopUnless(goOn);
                    if (rows.stream().anyMatch(row -> columns.test(row.column()))) {
                        work.take(path, object, rows);
                    }
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
        return Optional.of(new DeltaResult(
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
                sort.add(CopyEntries.of(object, CopyEntries.bytes(object.key())));
            });
        } catch (S3Exception e) {
            if (e.statusCode() != 403 && e.statusCode() != 405 && e.statusCode() != 501) {
                throw e;
            }
            Event.LISTING.warn(
                    LOG,
                    "s3://{}/{} cannot be listed, so that each object is looked at by itself: {}",
                    value("bucket", migration.sourceBucket()),
                    value("prefix", migration.legacyPrefix()),
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
