package routes.run;

import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.ExitCode;

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
            LOG.warn("a task of thread {} failed: {}", thread.getName(), cause.toString());
            LOG.debug("{}", thread.getName(), cause);
            return;
        }
        try {
            LOG.error("thread {} has died: {}; the process ends", thread.getName(), cause.toString());
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
