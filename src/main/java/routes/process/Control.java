package routes.process;

import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.copy.CopyRoutes;
import routes.queue.JobQueue;

/** Obeys the operator's flag in Redis: a paused process takes no new work and finishes what is in flight. */
public final class Control {

    private static final Logger LOG = LoggerFactory.getLogger(Control.class);

    private final Supplier<CamelContext> context;
    private final Lifecycle lifecycle;
    private volatile boolean known;
    private volatile boolean paused;

    public Control(Supplier<CamelContext> context, Lifecycle lifecycle) {
        this.context = context;
        this.lifecycle = lifecycle;
    }

    /**
     * Pauses or resumes this process, as the flag says; no work is taken before the flag was read once. Compares with what
     * the route does, so that a change that failed is made the next time.
     */
    public void obey(String flag) throws Exception {
        boolean wanted = JobQueue.PAUSED.equals(flag);
        if (wanted != paused) {
            if (wanted) {
                Event.PAUSED.info(LOG, "paused: no new work is taken until resume");
            } else {
                Event.RESUMED.info(LOG, "resumed");
            }
        }
        paused = wanted;
        known = true;
        RouteController routes = context.get().getRouteController();
        ServiceStatus taking = routes.getRouteStatus(CopyRoutes.TAKE);
        if (taking == null || lifecycle.hasEnded()) {
            return;
        }
        if (taking.isStarted()) {
            take(context.get().getRoute(CopyRoutes.TAKE).getConsumer());
        } else if (!paused && taking.isStopped()) {
            routes.startRoute(CopyRoutes.TAKE);
        }
    }

    /** The consumer alone is suspended: a route that is would wait for what is in flight, and whoever resumes meanwhile for both. */
    private void take(Consumer consumer) {
        if (paused) {
            ServiceHelper.suspendService(consumer);
        } else {
            ServiceHelper.resumeService(consumer);
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
