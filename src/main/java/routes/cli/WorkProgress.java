package routes.cli;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/** Shows how far a piece of work is: a bar on a terminal, a line every ten seconds elsewhere. */
public final class WorkProgress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkProgress.class);
    private static final long NANOS_BETWEEN_LINES = Duration.ofSeconds(10).toNanos();

    private final AtomicLong done = new AtomicLong();
    private volatile Optional<ProgressBar> bar = Optional.empty();
    private String what = "";
    private long total;
    private Instant begun = Instant.now();
    private volatile long told = System.nanoTime();

    /**
     * Begins to count.
     *
     * @param things what is counted, such as rows
     * @param expected how many; -1 when that is not known
     */
    public synchronized void begin(String things, long expected) {
        close();
        what = things;
        total = expected;
        done.set(0);
        begun = Instant.now();
        told = System.nanoTime();
        bar = bar(things, "", expected);
    }

    /**
     * A bar on the terminal; empty where nobody is watching.
     *
     * @param unit what is behind the numbers
     * @param expected -1 when that is not known
     */
    public static Optional<ProgressBar> bar(String task, String unit, long expected) {
        return isInteractive()
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName(task)
                        .setUnit(unit, 1)
                        .setInitialMax(expected)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .build())
                : Optional.empty();
    }

    /** Counts some more. */
    public void add(long more) {
        long now = done.addAndGet(more);
        bar.ifPresentOrElse(shown -> shown.stepTo(now), () -> tell(now));
    }

    /** How many were counted. */
    public long done() {
        return done.get();
    }

    /** Ends, and says what it came to. */
    public synchronized void end() {
        close();
        long millis = Math.max(1, Duration.between(begun, Instant.now()).toMillis());
        Event.WORK.info(
                LOG,
                "{} {} in {} s ({}/s)",
                value("done", done.get()),
                value("what", what),
                value("seconds", millis / 1000.0),
                done.get() * 1000 / millis);
    }

    @Override
    public synchronized void close() {
        bar.ifPresent(ProgressBar::close);
        bar = Optional.empty();
    }

    private void tell(long now) {
        if (System.nanoTime() - told >= NANOS_BETWEEN_LINES) {
            tellNow(now);
        }
    }

    private synchronized void tellNow(long now) {
        if (System.nanoTime() - told >= NANOS_BETWEEN_LINES) {
            told = System.nanoTime();
            if (total < 0) {
                Event.WORK.info(LOG, "{} {}", value("done", now), value("what", what));
            } else {
                Event.WORK.info(LOG, "{} of {} {}", value("done", now), value("total", total), value("what", what));
            }
        }
    }

    /**
     * Whether somebody is watching. Since Java 22 there is a console even without a terminal, and a method, not in 17, to tell.
     */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isInteractive() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
