package routes.resync;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.ledger.Copies;
import routes.ledger.CopyRecord;
import routes.ledger.RowCopy;
import routes.ledger.RowName;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes copies again that somebody has found missing or different, whatever the ledger thought of them. Like all that copies again, it
 * overwrites only the migration's own copies: an object that differs because the application has written it is as it should be.
 */
public final class Repairs {

    private static final int UNDER_WAY = 1000;
    private static final int EXAMPLES = 10;

    private final Copies copies;
    private final CopyUpdates updates;
    private final ExecutorService threads;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
    private final List<Finding> left = new ArrayList<>();
    private long repaired;
    private long written;
    private long lost;

    /**
     * @param threads for the copies
     */
    Repairs(Copies copies, CopyUpdates updates, ExecutorService threads) {
        this.copies = copies;
        this.updates = updates;
        this.threads = threads;
    }

    /**
     * Repairs the object of a row, some time.
     *
     * @param missing whether there is nothing at the new key
     */
    public void repair(RowName row, String newKey, boolean missing) {
        room.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                repairNow(row, newKey, missing);
            } catch (RuntimeException e) {
                fault.compareAndSet(null, e);
            } finally {
                room.release();
            }
        });
    }

    /** Waits for all of them. */
    public RepairResult finish() {
        room.acquireUninterruptibly(UNDER_WAY);
        if (fault.get() != null) {
            throw fault.get();
        }
        synchronized (this) {
            return new RepairResult(repaired, written, lost, List.copyOf(left));
        }
    }

    private void repairNow(RowName name, String newKey, boolean missing) {
        Optional<RowCopy> known = copies.find(name.column(), name.key());
        String row = name.name();
        if (known.isEmpty() || !known.get().newPath().equals(newKey)) {
            lost(new Finding(row, newKey, Reason.SOURCE_MISSING, "the ledger knows no copy of it"));
            return;
        }
        RowCopy copy = known.get();
        CopyRecord record = copy.record();
        try {
            Optional<SourceObject> source = updates.look(copy.path());
            if (source.isEmpty()) {
                lost(new Finding(row, copy.path(), Reason.SOURCE_GONE, "no object at the legacy key any more"));
                return;
            }
            if (!missing && ChangeRule.of(source.get(), record) == ChangeRule.Verdict.SAME) {
                written();
                return;
            }
            Set<String> ours = record.targetTag() == null ? Set.of() : Set.of(record.targetTag());
            updates.upToDate(List.of(copy), updates.copy(copy.path(), newKey, ours));
            repaired();
        } catch (ObjectRefusedException e) {
            if (e.reason() == Reason.TARGET_CHANGED) {
                updates.exception(copy, e.reason(), e.getMessage());
                written();
            } else {
                lost(new Finding(row, copy.path(), e.reason(), e.getMessage()));
            }
        } catch (SdkException e) {
            Optional<Reason> reason = S3Faults.reason(e);
            if (reason.isEmpty()) {
                throw e;
            }
            lost(new Finding(row, copy.path(), reason.get(), S3Faults.describe(e)));
        }
    }

    private synchronized void repaired() {
        repaired++;
    }

    private synchronized void written() {
        written++;
    }

    private synchronized void lost(Finding finding) {
        lost++;
        if (left.size() < EXAMPLES) {
            left.add(finding);
        }
    }
}
