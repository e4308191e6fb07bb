package routes.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import routes.ledger.Column;
import routes.ledger.Outcome;
import routes.queue.Job;

/** What a job comes to, the objects to copy and the rows that fail without an attempt, and what has become of it. */
public final class JobPlan {

    /** Failures one after another after which the rest of a job is not attempted: it would only meet the same. */
    private static final int HOPELESS = 16;

    private final Column column;
    private final Job job;
    private final List<ObjectCopy> copies;
    private final List<Outcome> refused;
    private final SystemHealth.Mark began;
    private final Queue<CopyResult> decided = new ConcurrentLinkedQueue<>();
    private final Queue<CopyResult> undecided = new ConcurrentLinkedQueue<>();
    private final Queue<ObjectCopy> skipped = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private final Object taking = new Object();
    private final List<Outcome> taken = new ArrayList<>();

    /**
     * @param column whose rows they are; null where nothing is recorded
     * @param job the whole job, rows recorded earlier included
     * @param copies what is left to copy
     * @param refused the rows that fail without an attempt
     * @param began what was known of S3 before the first copy
     */
    JobPlan(Column column, Job job, List<ObjectCopy> copies, List<Outcome> refused, SystemHealth.Mark began) {
        this.column = column;
        this.job = job;
        this.copies = List.copyOf(copies);
        this.refused = List.copyOf(refused);
        this.began = began;
    }

    /** A plan to copy some objects, of a process that has copied nothing yet. */
    public static JobPlan first(Job job, List<ObjectCopy> copies) {
        return new JobPlan(null, job, copies, List.of(), new SystemHealth.Mark(0, 0));
    }

    Column column() {
        return column;
    }

    Job job() {
        return job;
    }

    public List<ObjectCopy> getCopies() {
        return copies;
    }

    SystemHealth.Mark began() {
        return began;
    }

    /** Notes a copy that is confirmed, or refused for a reason that is known for sure. */
    void decided(CopyResult result) {
        decided.add(result);
        failuresInARow.set(0);
    }

    /** Notes a copy that failed, for a reason that may be its object's or the system's. */
    void undecided(CopyResult result) {
        undecided.add(result);
        failuresInARow.incrementAndGet();
    }

    /** Notes that the system is known to be at fault, so that nothing is known of an object. */
    void disturbed(Throwable exception) {
        fault.compareAndSet(null, exception);
        failuresInARow.incrementAndGet();
    }

    /** Notes that a copy was not attempted. */
    void skipped(ObjectCopy copy) {
        skipped.add(copy);
    }

    /** Whether so many copies failed one after another that the rest is not attempted. */
    public boolean isHopeless() {
        return failuresInARow.get() >= HOPELESS;
    }

    /** An object that is confirmed at its new key. */
    Optional<ObjectCopy> anyConfirmed() {
        return decided.stream()
                .filter(result -> result.reason() == null)
                .map(CopyResult::copy)
                .findFirst();
    }

    /** Outcomes that were taken before. */
    List<Outcome> taken() {
        synchronized (taking) {
            return List.copyOf(taken);
        }
    }

    /** Takes the outcomes that are known and were not taken before. */
    List<Outcome> take() {
        return take(outcomes -> {});
    }

    /**
     * Takes the outcomes that are known and were not taken before.
     *
     * @param use of them; when it fails they are not taken
     */
    List<Outcome> take(Consumer<List<Outcome>> use) {
        synchronized (taking) {
            List<Outcome> known = new ArrayList<>(refused);
            decided.forEach(result -> known.addAll(result.outcomes()));
            List<Outcome> fresh = known.subList(taken.size(), known.size());
            use.accept(fresh);
            taken.addAll(fresh);
            return fresh;
        }
    }

    List<CopyResult> undecided() {
        return new ArrayList<>(undecided);
    }

    List<ObjectCopy> skipped() {
        return new ArrayList<>(skipped);
    }

    /** Copies of which nothing is known, not even that they were not attempted. */
    int withoutResult() {
        return copies.size() - decided.size() - undecided.size() - skipped.size();
    }

    /** The first fault of the system; null when there was none. */
    Throwable fault() {
        return fault.get();
    }
}
