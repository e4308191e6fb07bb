package routes.run;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.cli.WorkProgress;
import routes.config.Role;
import routes.status.Status;
import routes.status.StatusLine;

/** Shows how far the migration is: a line that changes on a terminal, a line every ten seconds elsewhere. */
final class ProgressDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final int LINE_SECONDS = 10;
    private static final int DRAW_SECONDS = 1;

    private final Role role;
    private final Supplier<Status> latest;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new CamelThreadFactory("#name#-#counter#", "progress", true));
    private Optional<TerminalLine> line = Optional.empty();

    /**
     * @param latest the latest snapshot; null before the first one
     */
    ProgressDisplay(Role role, Supplier<Status> latest) {
        this.latest = latest;
        this.role = role;
    }

    void start() {
        if (!role.produces()) {
            return;
        }
        if (WorkProgress.isInteractive()) {
            TerminalLine shown = new TerminalLine();
            line = Optional.of(shown);
            repeat(status -> shown.show(StatusLine.of(status)), DRAW_SECONDS);
        } else {
            repeat(ProgressLine::tell, LINE_SECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        line.ifPresent(TerminalLine::close);
    }

    private void repeat(Consumer<Status> show, int seconds) {
        var unused = timer.scheduleWithFixedDelay(() -> safely(show), seconds, seconds, TimeUnit.SECONDS);
    }

    private void safely(Consumer<Status> show) {
        try {
            Status status = latest.get();
            if (status != null) {
                show.accept(status);
            }
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be shown", e);
        }
    }
}
