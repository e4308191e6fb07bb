package routes.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.util.concurrent.CamelThreadFactory;

/**
 * A stub of the ECS API in this process: UpdateService, DescribeServices and ListServices on services that only have a desired count, in the
 * JSON 1.1 protocol. It records the calls, and fails on demand.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html">UpdateService</a>
 */
public final class EmbeddedEcs implements AutoCloseable {

    /** How a call can be made to fail. */
    public enum Failure {
        SERVER_ERROR(500, "ServerException", "These errors are usually caused by a server issue."),
        THROTTLING(400, "ThrottlingException", "Rate exceeded"),
        ACCESS_DENIED(400, "AccessDeniedException", "User is not authorized to perform this action");

        private final int status;
        private final String type;
        private final String message;

        Failure(int status, String type, String message) {
            this.status = status;
            this.type = type;
            this.message = message;
        }
    }

    /**
     * A call as it arrived.
     *
     * @param action the operation, {@code UpdateService} for one
     * @param cluster the cluster's name
     * @param service the service's name; absent where the operation takes none, the first where it takes many
     * @param desiredCount the count asked for, if any
     * @param error the type of the error it was answered with, if any
     */
    public record Call(
            Instant at,
            String action,
            String cluster,
            Optional<String> service,
            Optional<Integer> desiredCount,
            Optional<String> error) {}

    private static final String TARGET = "AmazonEC2ContainerServiceV20141113.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Map<String, Integer>> desiredCounts = new TreeMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Deque<Failure>> failures = new TreeMap<>();
    private final ExecutorService executor =
            Executors.newFixedThreadPool(2, new CamelThreadFactory("#name#-#counter#", "embedded-ecs", true));
    private final InetSocketAddress address;
    private HttpServer server;
    private int port;

    /** A server for this machine alone, on a free port. */
    public EmbeddedEcs() {
        this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /**
     * @param address where to listen; port 0 is a free one of this machine, for 127.0.0.1 alone
     */
    public EmbeddedEcs(InetSocketAddress address) {
        this.address = address;
        this.port = address.getPort();
    }

    public synchronized URI endpoint() {
        return URI.create("http://" + ServerProcess.HOST + ":" + port);
    }

    /** Adds a service, and its cluster if it is new. */
    public synchronized void addService(String cluster, String service, int desiredCount) {
        desiredCounts.computeIfAbsent(cluster, name -> new TreeMap<>()).put(service, desiredCount);
    }

    /** The desired count of a service that was added before. */
    public synchronized int desiredCount(String cluster, String service) {
        return desiredCounts.get(cluster).get(service);
    }

    /** Every call so far, in the order of arrival; those that failed too. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /**
     * Makes the next calls of an operation fail, after those that were told to fail before.
     *
     * @param action the operation, {@code UpdateService} for one
     */
    public synchronized void failNext(String action, int times, Failure failure) {
        Deque<Failure> next = failures.computeIfAbsent(action, name -> new ArrayDeque<>());
        for (int i = 0; i < times; i++) {
            next.add(failure);
        }
    }

    /** Forgets services, calls and failures to come. */
    public synchronized void reset() {
        desiredCounts.clear();
        calls.clear();
        failures.clear();
    }

    /** Starts the server, on the port of an earlier start if there was one; services and calls stay. */
    public synchronized void start() throws IOException {
        int candidate = port == 0 ? ServerProcess.freePort() : port;
        HttpServer started = HttpServer.create(new InetSocketAddress(address.getAddress(), candidate), 0);
        started.createContext("/", this::handle);
        started.setExecutor(executor);
        // the server's own thread is a daemon only if the one that starts it is
        Thread starter = new Thread(started::start, "embedded-ecs-start");
        starter.setDaemon(true);
        starter.start();
        server = started;
        port = candidate;
    }

    /** Stops the server; services and calls stay. */
    public synchronized void stop() {
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
        executor.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            EcsApi.Answer answer;
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                String target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"))
                        .orElse("");
                answer = answer(target, JSON.readTree(exchange.getRequestBody()));
            } else {
                answer =
                        EcsApi.Answer.error(400, "MissingAuthenticationTokenException", "Missing Authentication Token");
            }
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized EcsApi.Answer answer(String target, JsonNode request) {
        String action = target.startsWith(TARGET) ? target.substring(TARGET.length()) : target;
        String cluster = EcsApi.name(request.path("cluster").asText("default"));
        Failure failure = failures.getOrDefault(action, new ArrayDeque<>()).poll();
        EcsApi.Answer answer = failure == null
                ? EcsApi.answer(action, cluster, desiredCounts.get(cluster), request)
                : EcsApi.Answer.error(failure.status, failure.type, failure.message);
        calls.add(new Call(
                Instant.now(),
                action,
                cluster,
                text(request.path("service"))
                        .or(() -> text(request.path("services").path(0)))
                        .map(EcsApi::name),
                Optional.of(request.path("desiredCount"))
                        .filter(JsonNode::isInt)
                        .map(JsonNode::asInt),
                text(answer.body().path("__type"))));
        return answer;
    }

    private static Optional<String> text(JsonNode node) {
        return Optional.ofNullable(node.textValue());
    }
}
