package routes.status;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import routes.config.Event;
import routes.config.ExitCode;
import routes.config.Json;
import routes.fault.S3Faults;

/** The latest snapshot of the migration, for everybody who asks: made once a second, however many look at it. */
public final class StatusBoard {

    private static final Logger LOG = LoggerFactory.getLogger(StatusBoard.class);
    private static final int SAMPLES = 600;
    private static final long INTERVAL_MILLIS = 1000;

    private final Supplier<Status> reader;
    private final Supplier<Status> lastReader;
    private final LiveUpdates updates;
    private final History history = new History(SAMPLES, INTERVAL_MILLIS);
    private volatile Status latest;
    private volatile boolean failing;
    private volatile boolean ended;

    /**
     * @param lastReader makes the last snapshot of a run, whose figures are exact
     */
    public StatusBoard(Supplier<Status> reader, Supplier<Status> lastReader, LiveUpdates updates) {
        this.reader = reader;
        this.lastReader = lastReader;
        this.updates = updates;
    }

    /** Makes a snapshot and shows it. */
    public void refresh() {
        if (!ended) {
            show(reader);
        }
    }

    private synchronized void show(Supplier<Status> maker) {
        Status status;
        try {
            status = maker.get();
        } catch (RuntimeException e) {
            if (!failing) {
                Event.UNANSWERED.warn(
                        LOG,
                        "no snapshot can be made, and the page shows the last one: {}",
                        S3Faults.describe(NestedExceptionUtils.getMostSpecificCause(e)));
            }
            failing = true;
            throw e;
        }
        failing = false;
        latest = status;
        updates.publish("status", Json.write(status));
        history.add(History.Sample.of(status)).ifPresent(sample -> updates.publish("sample", Json.write(sample)));
    }

    /** Shows how the process ends: with figures that are exact when the run has reached its end. */
    public void end(int exitCode) {
        ended = true;
        try {
            show(exitCode == ExitCode.FAILED ? reader : lastReader);
        } catch (RuntimeException e) {
            LOG.debug("there is no last snapshot", e);
        }
        updates.publish("end", "{\"exitCode\":" + exitCode + "}");
    }

    /** The latest snapshot; null before the first one. */
    public Status latest() {
        return latest;
    }

    /** The latest snapshot as JSON. */
    public String json() {
        Status status = latest;
        return Json.write(status == null ? reader.get() : status);
    }

    /** The rates over the run as JSON. */
    public String historyJson() {
        return Json.write(history.samples());
    }
}
