package routes.process;

import java.time.Duration;
import java.util.Optional;
import routes.fault.Server;
import routes.fault.SystemFaultException;
import routes.pace.Pace;
import routes.queue.JobQueue;
import routes.status.ProcessRegistry;

/**
 * Keeps the pace of this process to its share of what the operator allows the whole migration, and counts it as a fault when S3
 * refuses everything.
 */
public final class Pacing {

    /** What the fault is known by: the copies wait, and none of them fails meanwhile. */
    private static final String COPIES = "consumer-copies";

    private final Pace pace;
    private final JobQueue queue;
    private final ProcessRegistry processes;
    private final Vitals vitals;
    private final String process;
    private final int setting;
    private boolean blocked;

    /**
     * @param process id of this process
     * @param setting requests a second that all processes may send together while no command says otherwise; 0: as many as S3 takes
     */
    public Pacing(Pace pace, JobQueue queue, ProcessRegistry processes, Vitals vitals, String process, int setting) {
        this.pace = pace;
        this.queue = queue;
        this.processes = processes;
        this.vitals = vitals;
        this.process = process;
        this.setting = setting;
    }

    /** Looks once: to be called every second, and before the first job is taken. */
    public void look() {
        int cap = queue.mostRequests().orElse(setting);
        pace.cap(cap == 0 ? Optional.empty() : Optional.of((double) cap / sharers()));
        Optional<Duration> refused = pace.snapshot().blocked();
        if (refused.isPresent()) {
            vitals.failed(
                    COPIES,
                    new SystemFaultException(
                            Server.S3, "it refuses every request for its rate (such as 503 SlowDown)"));
        } else if (blocked) {
            vitals.succeeded(COPIES);
        }
        blocked = refused.isPresent();
    }

    /** Processes that copy, this one included. */
    private long sharers() {
        return 1
                + processes.alive().stream()
                        .filter(other -> !other.role().equals("producer"))
                        .filter(other -> !other.id().equals(process))
                        .count();
    }
}
