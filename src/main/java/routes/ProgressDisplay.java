package routes;

import static net.logstash.logback.argument.StructuredArguments.kv;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.migration.ScanState;

/** Shows how far the migration is: a bar on a terminal, a line every ten seconds elsewhere. */
final class ProgressDisplay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final int LINE_SECONDS = 10;
    private static final int BAR_MILLIS = 200;

    private final Role role;
    private final Beans beans;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private Optional<ProgressBar> bar = Optional.empty();
    private long found;

    ProgressDisplay(Role role, Beans beans) {
        this.role = role;
        this.beans = beans;
    }

    void start() {
        if (!role.produces()) {
            return;
        }
        if (Terminal.isInteractive()) {
            bar = Optional.of(new ProgressBarBuilder()
                    .setTaskName("Migrating")
                    .setUnit(" rows", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setInitialMax(-1)
                    .showSpeed()
                    .build());
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
            beans.queue.scan().map(ScanState::rows).ifPresent(rows -> found = Math.max(found, rows));
            bar.ifPresent(this::draw);
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be shown", e);
        }
    }

    private void draw(ProgressBar shown) {
        long done = beans.applier.applied() + beans.progress.failed();
        shown.maxHint(Math.max(found, done));
        shown.stepTo(done);
    }

    private void logSafely() {
        try {
            long queued = beans.queue.outstanding();
            LOG.info(
                    "{} found, {} copied, {} failed, {} applied, {} jobs outstanding",
                    kv("found", beans.queue.scan().map(ScanState::rows).orElse(0L)),
                    kv("copied", beans.progress.copied()),
                    kv("failed", beans.progress.failed()),
                    kv("applied", beans.applier.applied()),
                    kv("queueDepth", queued),
                    kv("event", "progress"));
        } catch (RuntimeException e) {
            LOG.debug("progress cannot be told", e);
        }
    }
}
