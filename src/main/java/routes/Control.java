package routes;

import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Obeys the operator's flag in Redis: a paused process takes no new work and finishes what is in flight. */
public final class Control {

    /** The flag's value while the migration is paused; absent otherwise. */
    public static final String PAUSED = "paused";

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);
    private static final String TAKING = "consumer-take";

    private final Supplier<CamelContext> context;
    private final Lifecycle lifecycle;
    private volatile boolean known;
    private volatile boolean paused;

    public Control(Supplier<CamelContext> context, Lifecycle lifecycle) {
        this.context = context;
        this.lifecycle = lifecycle;
    }

    /** Pauses or resumes this process, as the flag says; no work is taken before the flag was read once. */
    public void obey(String flag) throws Exception {
        boolean wanted = PAUSED.equals(flag);
        boolean first = !known;
        if (wanted == paused && !first) {
            return;
        }
        paused = wanted;
        known = true;
        CamelContext camel = context.get();
        if (camel.getRoute(TAKING) != null) {
            if (paused && first) {
                LOG.debug("{} stays as it is: not started", TAKING);
            } else if (paused) {
                camel.getRouteController().suspendRoute(TAKING);
            } else if (camel.getRouteController().getRouteStatus(TAKING).isStopped()) {
                camel.getRouteController().startRoute(TAKING);
            } else {
                camel.getRouteController().resumeRoute(TAKING);
            }
        }
        if (paused || !first) {
            LOG.info(paused ? "paused: no new work is taken" : "resumed");
        }
    }

    /** Whether the operator's flag was read at all. */
    public boolean isKnown() {
        return known;
    }

    public boolean isPaused() {
        return paused;
    }

    /** Whether new work may be taken: the flag is known, and the process is neither paused nor at the end. */
    public boolean isRunning() {
        return known && !paused && !lifecycle.hasEnded();
    }
}
