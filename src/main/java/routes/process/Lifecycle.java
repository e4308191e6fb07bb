package routes.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ExitCode;

/** Decides when this process ends, and with which exit code. */
public final class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Vitals vitals;
    private final Duration patience;
    private final AtomicInteger exitCode = new AtomicInteger(ExitCode.FAILED);
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param patience time without any success, while something fails, after which the process gives up
     */
    public Lifecycle(Vitals vitals, Duration patience) {
        this.vitals = vitals;
        this.patience = patience;
    }

    /** Ends the process; the first call counts. */
    public synchronized void end(int code) {
        if (ended.getCount() > 0) {
            exitCode.set(code);
            ended.countDown();
        }
    }

    /** Gives up when a fault has lasted too long. */
    public void check() {
        vitals.worst().filter(fault -> fault.lasted().compareTo(patience) > 0).ifPresent(fault -> {
            LOG.error(
                    "{}: nothing has succeeded for {} s: {}; giving up (stall.timeout)",
                    fault.route(),
                    patience.toSeconds(),
                    fault.message());
            end(ExitCode.FAILED);
        });
    }

    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    public int exitCode() {
        return exitCode.get();
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        ended.await();
    }
}
