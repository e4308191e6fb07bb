package routes.run;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.cli.WorkProgress;
import routes.config.Role;
import routes.queue.ScanState;
import routes.status.Status;

/** Shows how far the migration is: a bar on a terminal, a line every ten seconds elsewhere. */
final class ProgressDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final int LINE_SECONDS = 10;
    private static final int BAR_MILLIS = 200;

    private final Role role;
    private final Stages stages;
    private final Supplier<Status> latest;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new CamelThreadFactory("#name#-#counter#", "progress", true));
    private Optional<ProgressBar> bar = Optional.empty();
    private long found;

    /**
     * @param latest the latest snapshot; null before the first one
     */
    ProgressDisplay(Role role, Stages stages, Supplier<Status> latest) {
        this.latest = latest;
        this.role = role;
        this.stages = stages;
    }

    void start() {
        if (!role.produces()) {
            return;
        }
        bar = WorkProgress.bar("Migrating", " rows", -1);
        if (bar.isPresent()) {
            var unused = timer.scheduleWithFixedDelay(this::drawSafely, BAR_MILLIS, BAR_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            var unused = timer.scheduleWithFixedDelay(this::logSafely, LINE_SECONDS, LINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        bar.ifPresent(shown -> {
            draw(shown);
            shown.close();
        });
    }

    private void drawSafely() {
        try {
            stages.queue().queue().scan().map(ScanState::rows).ifPresent(rows -> found = Math.max(found, rows));
            bar.ifPresent(this::draw);
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be shown", e);
        }
    }

    private void draw(ProgressBar shown) {
        long done =
                stages.apply().appliers().applied() + stages.status().progress().failed();
        shown.maxHint(Math.max(found, done));
        shown.stepTo(done);
    }

    private void logSafely() {
        try {
            Status status = latest.get();
            if (status != null && status.queue() != null) {
                ProgressLine.tell(status);
            }
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be told", e);
        }
    }
}
