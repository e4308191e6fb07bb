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
    private volatile boolean paused;

    public Control(Supplier<CamelContext> context, Lifecycle lifecycle) {
        this.context = context;
        this.lifecycle = lifecycle;
    }

    /** Pauses or resumes this process, as the flag says. */
    public void obey(String flag) throws Exception {
        boolean wanted = PAUSED.equals(flag);
        if (wanted == paused) {
            return;
        }
        paused = wanted;
        CamelContext camel = context.get();
        if (camel.getRoute(TAKING) != null) {
            if (paused) {
                camel.getRouteController().suspendRoute(TAKING);
            } else {
                camel.getRouteController().resumeRoute(TAKING);
            }
        }
        LOG.info(paused ? "paused: no new work is taken" : "resumed");
    }

    /** Whether new work may be taken: neither paused nor at the end. */
    public boolean isRunning() {
        return !paused && !lifecycle.hasEnded();
    }
}
