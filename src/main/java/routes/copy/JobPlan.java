package routes.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import routes.ledger.Outcome;
import routes.queue.Job;

/** What a job comes to, the objects to copy and the rows that fail without an attempt, and what has become of it. */
public final class JobPlan {

    /** Faults after which the rest of a job is not attempted: whatever is wrong will not pass within the job. */
    private static final int HOPELESS = 16;

    private final Job job;
    private final List<ObjectCopy> copies;
    private final List<Outcome> refused;
    private final Queue<CopyResult> results = new ConcurrentLinkedQueue<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicReference<Throwable> firstFault = new AtomicReference<>();

    /**
     * @param job the whole job, rows recorded earlier included
     * @param copies what is left to copy
     * @param refused the rows that fail without an attempt
     */
    public JobPlan(Job job, List<ObjectCopy> copies, List<Outcome> refused) {
        this.job = job;
        this.copies = List.copyOf(copies);
        this.refused = List.copyOf(refused);
    }

    Job job() {
        return job;
    }

    public List<ObjectCopy> getCopies() {
        return copies;
    }

    List<Outcome> refused() {
        return refused;
    }

    /** Notes the result of a copy. */
    void add(CopyResult result) {
        results.add(result);
    }

    /** Notes that a fault of the system disturbed a copy, so that nothing is known of its object. */
    void disturbed(Throwable fault) {
        firstFault.compareAndSet(null, fault);
        faults.incrementAndGet();
    }

    /** Whether so many copies were disturbed that the rest is not attempted. */
    public boolean isHopeless() {
        return faults.get() >= HOPELESS;
    }

    List<CopyResult> results() {
        return new ArrayList<>(results);
    }

    /** The first fault that disturbed a copy; null when there was none. */
    Throwable firstFault() {
        return firstFault.get();
    }
}
