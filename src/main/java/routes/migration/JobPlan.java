package routes.migration;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What a job comes to: the objects to copy, and the rows that fail without an attempt. */
public final class JobPlan {

    /** Faults after which the rest of a job is not attempted: whatever is wrong will not pass within the job. */
    private static final int HOPELESS = 16;

    private final Job job;
    private final List<ObjectCopy> copies;
    private final List<Outcome> refused;
    private final AtomicInteger faults = new AtomicInteger();

    /**
     * @param job the whole job, rows recorded earlier included
     * @param copies what is left to copy
     */
    JobPlan(Job job, List<ObjectCopy> copies, List<Outcome> refused) {
        this.job = job;
        this.copies = List.copyOf(copies);
        this.refused = List.copyOf(refused);
    }

    public Job job() {
        return job;
    }

    public List<ObjectCopy> getCopies() {
        return copies;
    }

    List<Outcome> refused() {
        return refused;
    }

    /** Notes that a fault of the system disturbed a copy. */
    void disturbed() {
        faults.incrementAndGet();
    }

    boolean isHopeless() {
        return faults.get() >= HOPELESS;
    }
}
