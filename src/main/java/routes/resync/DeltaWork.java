package routes.resync;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import routes.fault.ObjectRefusedException;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.ledger.CopyRecord;
import routes.ledger.LedgerState;
import routes.ledger.RowCopy;
import routes.resync.ChangeRule.Verdict;
import software.amazon.awssdk.core.exception.SdkException;

/** What a delta pass does about what it finds: side by side, a bounded number at a time. */
final class DeltaWork implements AutoCloseable {

    /** Rows whose objects are worked on, or wait for a thread. */
    private static final int UNDER_WAY = 10_000;

    private final CopyUpdates updates;

    private final Tally tally;
    private final ExecutorService threads;
    private final boolean dryRun;
    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final Phaser underWay = new Phaser(1);

    /**
     * @param threads for the copies
     * @param dryRun whether to count only
     */
    DeltaWork(CopyUpdates updates, Tally tally, ExecutorService threads, boolean dryRun) {
        this.updates = updates;
        this.tally = tally;
        this.threads = threads;
        this.dryRun = dryRun;
    }

    /**
     * Takes the copies of an object.
     *
     * @param object what is at the legacy key; empty when it has to be looked at
     */
    void take(String path, Optional<SourceObject> object, List<RowCopy> rows) {
        List<RowCopy> copied =
                rows.stream().filter(copy -> copy.state() != LedgerState.FAILED).toList();
        List<RowCopy> failed =
                rows.stream().filter(copy -> copy.state() == LedgerState.FAILED).toList();
        if (object.isPresent()) {
            failed.forEach(copy -> retry(copy, Reason.SOURCE_MISSING));
        }
        if (copied.isEmpty()) {
            return;
        }
        if (object.isEmpty()) {
            submit(copied.size(), () -> look(path, copied));
            return;
        }
        List<RowCopy> left = left(object.get(), copied);
        if (left.isEmpty()) {
            failed.forEach(copy -> retry(copy, Reason.TARGET_EXISTS_DIFFERENT));
        } else {
            submit(left.size(), () -> update(path, object.get(), left));
        }
    }

    /** Waits for what is under way. */
    void finish() {
        underWay.arriveAndAwaitAdvance();
    }

    @Override
    public void close() {
        finish();
    }

    private void submit(int rows, Runnable task) {
        room.acquireUninterruptibly(rows);
        underWay.register();
        threads.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                tally.fault.compareAndSet(null, e);
            } finally {
                room.release(rows);
                underWay.arriveAndDeregister();
            }
        });
    }

    /** The copies that may be out of date. */
    private List<RowCopy> left(SourceObject object, List<RowCopy> copied) {
        List<RowCopy> left = new ArrayList<>();
        for (RowCopy copy : copied) {
            if (ChangeRule.of(object, copy.record()) != Verdict.SAME) {
                left.add(copy);
            } else if (copy.inQuestion() && !dryRun) {
                updates.upToDate(List.of(copy), copy.record());
            }
        }
        return left;
    }

    private void look(String path, List<RowCopy> copied) {
        tally.looks.increment();
        Optional<SourceObject> object;
        try {
            object = updates.look(path);
        } catch (SdkException e) {
            failed(path, copied, e);
            return;
        }
        if (object.isEmpty()) {
            gone(copied);
            return;
        }
        List<RowCopy> left = left(object.get(), copied);
        if (!left.isEmpty()) {
            update(path, object.get(), left);
        }
    }

    private void update(String path, SourceObject object, List<RowCopy> left) {
        tally.changed.increment();
        if (dryRun) {
            return;
        }
        Set<String> ours = left.stream()
                .map(copy -> copy.record().targetTag())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
        try {
            CopyRecord record = updates.copy(path, left.get(0).newPath(), ours);
            updates.upToDate(left, record);
            (ours.equals(Set.of(record.targetTag())) ? tally.confirmed : tally.copied).increment();
        } catch (ObjectRefusedException e) {
            switch (e.reason()) {
                case SOURCE_MISSING -> gone(left);
                case TARGET_CHANGED -> targetChanged(object, left, e);
                default -> failed(path, left, e);
            }
        } catch (SdkException e) {
            failed(path, left, e);
        }
    }

    /** When nothing but a rare chance speaks for a change of the source, all is well: the application writes at the new key, as it should. */
    private void targetChanged(SourceObject object, List<RowCopy> left, ObjectRefusedException e) {
        for (RowCopy copy : left) {
            CopyRecord known = copy.record();
            if (copy.state() == LedgerState.APPLIED
                    && ChangeRule.of(object, known) == Verdict.DOUBTFUL
                    && ChangeRule.isFromLongBefore(object, known)) {
                updates.upToDate(
                        List.of(copy),
                        new CopyRecord(known.targetTag(), known.copiedAt(), object.tag(), object.modified(), null));
            } else {
                exception(copy, Reason.TARGET_CHANGED, e.getMessage());
            }
        }
    }

    private void gone(List<RowCopy> copied) {
        copied.forEach(copy -> exception(
                copy,
                copy.state() == LedgerState.APPLIED ? Reason.SOURCE_GONE : Reason.SOURCE_MISSING,
                "no object at the legacy key any more"));
    }

    private void failed(String path, List<RowCopy> left, RuntimeException e) {
        Optional<Reason> reason = S3Faults.reason(e);
        if (reason.isEmpty()) {
            throw e;
        }
        if (!updates.isGivenUp(path)) {
            tally.undecided.add(left.size());
            return;
        }
        left.forEach(copy -> exception(copy, reason.get(), S3Faults.describe(e)));
    }

    private void exception(RowCopy copy, Reason reason, String detail) {
        Finding finding = new Finding(updates.nameOf(copy), copy.path(), reason, detail);
        if (dryRun) {
            tally.exception(finding, 1, false);
            return;
        }
        Recorded recorded = updates.exception(copy, reason, detail);
        if (recorded != Recorded.SETTLED) {
            tally.exception(finding, 1, recorded == Recorded.NEW);
        }
    }

    /** What a row failed for has passed: its object is there now, or the one at the new key is up to date. */
    private void retry(RowCopy failed, Reason reason) {
        if (!dryRun && updates.retry(failed, reason)) {
            tally.retried.increment();
        }
    }
}
