package routes.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts servers side by side. */
final class ServerStarts {

    private static final Logger LOG = LoggerFactory.getLogger(ServerStarts.class);

    private ServerStarts() {}

    /** Starts a server, and says which. */
    interface Start {
        String run() throws Exception;
    }

    /** Runs all to their end; then, if any failed, throws the first failure. */
    static void inParallel(Start... starts) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (Start start : starts) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                Instant begin = Instant.now();
                String started = start.run();
                long millis = Duration.between(begin, Instant.now()).toMillis();
                LOG.info("{} ({} ms)", started, millis);
                return null;
            });
            Thread thread = new Thread(task, "embedded-start");
            thread.setDaemon(true);
            thread.start();
            tasks.add(task);
        }
        Exception failure = null;
        for (FutureTask<Void> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                Exception cause = e.getCause() instanceof Exception exception ? exception : e;
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
