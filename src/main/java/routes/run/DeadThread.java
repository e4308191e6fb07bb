package routes.run;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.config.ExitCode;
import routes.fault.S3Faults;

/**
 * Ends a process one of whose threads has died: what that thread did, nobody does any more, such as telling that the process is alive. The
 * work in flight is done again by whoever starts next.
 */
public final class DeadThread implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeadThread.class);
    /** More than work in flight is given to finish, by default. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final IntConsumer exit;

    /**
     * @param exit ends the process in good order
     */
    public DeadThread(IntConsumer exit) {
        this.exit = exit;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        if (!(cause instanceof Error) && isPooled(cause)) {
            Event.THREAD.warn(
                    LOG,
                    "a task of thread {} failed, and the thread goes on: {}",
                    value("thread", thread.getName()),
                    S3Faults.describe(cause));
            LOG.debug("{}", thread.getName(), cause);
            return;
        }
        try {
            Event.THREAD.error(
                    LOG,
                    "thread {} has died: {}; the process ends, and goes on where it stopped when it is started again",
                    value("thread", thread.getName()),
                    S3Faults.describe(cause));
            LOG.debug("{}", thread.getName(), cause);
            Thread ending = new Thread(() -> exit.accept(ExitCode.FAILED), "dead-thread");
            ending.start();
            ending.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // not even that worked, as without memory
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }

    /** Whether the thread was one of many, in whose place there is another by now. */
    private static boolean isPooled(Throwable cause) {
        return Stream.of(cause.getStackTrace())
                .anyMatch(frame -> frame.getClassName().startsWith("java.util.concurrent."));
    }
}
