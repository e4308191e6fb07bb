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

/**
 * Shows how far the migration is: a line that changes on a terminal; elsewhere a line when the first rows are done, and every ten seconds.
 */
final class ProgressDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final int LINE_SECONDS = 10;

    private final Role role;
    private final Supplier<Status> latest;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new CamelThreadFactory("#name#-#counter#", "progress", true));
    private Optional<TerminalLine> line = Optional.empty();
    private boolean moved;
    private int silent;

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
            everySecond(status -> shown.show(StatusLine.of(status)));
        } else {
            everySecond(this::tell);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        line.ifPresent(TerminalLine::close);
    }

    private void tell(Status status) {
        silent++;
        boolean begins = !moved && status.rates().copied() + status.rates().failed() > 0;
        moved |= begins;
        if (begins || silent >= LINE_SECONDS) {
            silent = 0;
            ProgressLine.tell(status);
        }
    }

    private void everySecond(Consumer<Status> show) {
        var unused = timer.scheduleWithFixedDelay(() -> safely(show), 1, 1, TimeUnit.SECONDS);
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
