package routes.status;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;

/** Server-sent events (HTML standard, 9.2) to every page that is open. */
public final class LiveUpdates {

    private static final String ADDRESS = "status-page";
    private static final int MOST_WATCHERS = 200;

    private final Vertx vertx;
    private final AtomicInteger watchers = new AtomicInteger();
    private volatile String last = ": begun\n\n";

    public LiveUpdates(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Serves the events at a path. */
    public void mount(Router router, String path) {
        router.get(path).handler(this::watch);
    }

    /**
     * Sends an event to whoever watches.
     *
     * @param json one line
     */
    public void publish(String event, String json) {
        String text = "event: " + event + "\ndata: " + json + "\n\n";
        if (event.equals("status")) {
            last = text;
        }
        vertx.eventBus().publish(ADDRESS, text);
    }

    private void watch(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (watchers.incrementAndGet() > MOST_WATCHERS) {
            watchers.decrementAndGet();
            new HttpRefusal(503, "Too many watch already.").answer(response);
            return;
        }
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("X-Accel-Buffering", "no");
        response.write("retry: 2000\n" + last);
        MessageConsumer<String> events = vertx.eventBus().localConsumer(ADDRESS, message -> {
            // a page that does not read gets the next one instead
            if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
                response.write(message.body());
            }
        });
        context.addEndHandler(ended -> {
            watchers.decrementAndGet();
            events.unregister();
        });
    }
}
