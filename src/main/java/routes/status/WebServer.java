package routes.status;

import static net.logstash.logback.argument.StructuredArguments.value;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;

/**
 * One of the two web servers. It speaks HTTP/1 alone, takes no request with a body, and holds so much for those who do not read: so many
 * connections, each with one answer at a time, for a minute. Its gate sees every request first, from the first one on.
 */
final class WebServer extends VertxPlatformHttpServer {

    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
    private static final int MOST_CONNECTIONS = 400;
    private static final int IDLE_SECONDS = 60;
    private static final int STOP_SECONDS = 10;
    private static final int LINGER_MILLIS = 1000;
    private static final Map<Integer, String> MESSAGES = Map.of(
            400, "This is not a request.",
            404, "There is no such page.",
            405, "This page takes another method.",
            406, "This page has no such form.",
            500, "This cannot be answered; the log says why.");

    private final VertxPlatformHttpServerConfiguration configuration;
    private final Vertx vertx;
    private final Gate gate;
    private final Consumer<Router> first;
    private final OnceAMinute failures = new OnceAMinute(System::nanoTime);
    private final AtomicInteger connections = new AtomicInteger();
    private HttpServer server;

    /** Lets requests pass or not. */
    interface Gate {
        void check(HttpServerRequest request) throws HttpRefusal;
    }

    /**
     * @param vertx is this server's alone, so that others are answered whatever happens to it
     * @param first mounts what is answered without a route of Camel's
     */
    WebServer(VertxPlatformHttpServerConfiguration configuration, Vertx vertx, Gate gate, Consumer<Router> first) {
        super(configuration);
        this.configuration = configuration;
        this.vertx = vertx;
        this.gate = gate;
        this.first = first;
    }

    @Override
    public HttpServer getServer() {
        return server;
    }

    @Override
    public Vertx getVertx() {
        return vertx;
    }

    @Override
    public int getPort() {
        return server == null ? configuration.getBindPort() : server.actualPort();
    }

    @Override
    protected void doInit() {
        // there is a Vert.x already
    }

    @Override
    protected void doStart() throws Exception {
        Router router = Router.router(vertx);
        MESSAGES.forEach((status, message) -> router.errorHandler(status, context -> fail(context, status, message)));
        first.accept(router);
        String name = VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getBindPort());
        getCamelContext().getRegistry().bind(name, new Routes(router, name));
        server = vertx.createHttpServer(
                        new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(IDLE_SECONDS))
                .connectionHandler(this::connect)
                .requestHandler(request -> handle(router, request));
        String host = configuration.getBindHost();
        try {
            server.listen(configuration.getBindPort(), host)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    host + ":" + configuration.getBindPort() + " cannot be listened at: "
                            + e.getCause().getMessage(),
                    e);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (server == null) {
            return; // it was not started: something else was refused before
        }
        try {
            server.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{} does not close", configuration.getBindPort(), e);
        }
    }

    private void connect(HttpConnection connection) {
        connection.closeHandler(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            connection.close();
        }
    }

    private void handle(Router router, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.writeQueueFull()) {
            // whoever asks for more than he reads waits for himself
            response.drainHandler(drained -> handle(router, request));
            return;
        }
        response.drainHandler(null);
        try {
            gate.check(request);
            if (hasBody(request)) {
                throw new HttpRefusal(413, "No request here has a body.");
            }
        } catch (HttpRefusal refusal) {
            refusal.answer(response);
            if (hasBody(request)) {
                // what is sent meanwhile is thrown away: closed at once, whoever sends would not see the answer
                vertx.setTimer(LINGER_MILLIS, passed -> request.connection().close());
            }
            return;
        }
        router.handle(request);
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return request.headers().contains("Transfer-Encoding") || (length != null && !length.equals("0"));
    }

    private void fail(RoutingContext context, int status, String message) {
        if (status == 500 && failures.isDue()) {
            Event.UNANSWERED.warn(
                    LOG,
                    "{} cannot be answered: {}",
                    value("path", context.normalizedPath()),
                    String.valueOf(context.failure()));
        }
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            context.request().connection().close();
        } else if (!response.closed() && !getCamelContext().isStarted()) {
            // the routes come after the port: whoever asks for the page meanwhile asks again by himself
            response.putHeader("Refresh", "1");
            new HttpRefusal(503, "The process is starting.").answer(response);
        } else if (!response.closed()) {
            new HttpRefusal(status, message).answer(response);
        }
    }

    /** Where Camel mounts its routes. */
    private final class Routes extends VertxPlatformHttpRouter {

        Routes(Router router, String name) {
            super(WebServer.this, vertx, router, name, configuration.getServerType());
        }

        /** There are no bodies; Vert.x's own handler would make a folder for those that are uploads. */
        @Override
        public Handler<RoutingContext> bodyHandler() {
            return RoutingContext::next;
        }
    }
}
