package routes.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.http.Header;
import org.apache.http.HttpHost;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.message.BasicHttpEntityEnclosingRequest;
import org.apache.http.util.EntityUtils;
import routes.config.Settings;
import routes.s3.ConditionalS3Client;
import routes.s3.CopyPolicy;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Stands in front of a real S3-protocol server, notes the requests, and answers some itself in S3's own words: for faults that no
 * real server can be brought to. Requests pass unchanged, signature and all.
 */
public final class FaultyS3 implements AutoCloseable {

    /** What is answered instead of the server. */
    public record Answer(int status, String body, Map<String, String> headers) {

        public Answer(int status, String body) {
            this(status, body, Map.of());
        }

        /** An error as the S3 API reference has it. */
        public static Answer error(int status, String code, String message) {
            return new Answer(
                    status,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + message
                            + "</Message><RequestId>" + REQUEST_ID + "</RequestId></Error>");
        }
    }

    /** A request, as far as faults depend on it. */
    public record Request(String method, String path, String query, HttpExchange exchange) {

        public Optional<String> header(String name) {
            return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
        }

        /** The operation in the words of the S3 API, such as {@code CopyObject}. */
        public String operation() {
            boolean copies = header("x-amz-copy-source").isPresent();
            boolean upload = query.contains("uploadId=");
            return switch (method) {
                case "PUT" -> (upload ? "UploadPart" : query.isEmpty() ? "Put" : query) + (copies ? "Copy" : "");
                case "POST" -> upload ? "Complete" : "CreateUpload";
                case "DELETE" -> upload ? "Abort" : "Delete";
                default -> (method.equals("HEAD") ? "Head" : "Get") + (query.contains("tagging") ? "Tagging" : "");
            };
        }

        @Override
        public String toString() {
            return operation() + " " + path;
        }
    }

    public static final String REQUEST_ID = "TX0000000000000000001";

    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "content-length", "expect", "transfer-encoding", "keep-alive");

    private final CloseableHttpClient client = HttpClients.custom()
            .setMaxConnPerRoute(64)
            .setMaxConnTotal(64)
            .disableContentCompression()
            .build();
    private final ExecutorService threads = Executors.newFixedThreadPool(32);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpHost target;
    private final HttpServer server;
    private volatile Function<Request, Optional<Answer>> faults = request -> Optional.empty();

    public FaultyS3(URI target) throws IOException {
        this.target = new HttpHost(target.getHost(), target.getPort());
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        this.server.setExecutor(threads);
        this.server.createContext("/", this::handle);
        this.server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A new client that goes through here to the shared S3 server and tries twice, to be closed by the caller. */
    public S3Client client() {
        return client(override -> {});
    }

    /** The same, with more said of its requests. */
    public S3Client client(Consumer<ClientOverrideConfiguration.Builder> more) {
        return builder(more).build();
    }

    /** Of such a client, for more to be said of it. */
    public S3ClientBuilder builder(Consumer<ClientOverrideConfiguration.Builder> more) {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(Servers.s3().region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        Servers.s3().accessKey(), Servers.s3().secretKey())))
                .overrideConfiguration(override -> {
                    override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                            .maxAttempts(2)
                            .build());
                    more.accept(override);
                });
    }

    /** The same, as the program uses it. */
    public ConditionalS3Client copying(Settings settings) {
        return new ConditionalS3Client(client(), CopyPolicy.of(settings));
    }

    /** Decides which requests are answered here; the others pass. */
    public void answer(Function<Request, Optional<Answer>> decision) {
        faults = decision;
    }

    /** The operations so far, in order. */
    public List<String> operations() {
        return requests.stream().map(Request::operation).toList();
    }

    public List<Request> requests() {
        return requests;
    }

    public void forget() {
        requests.clear();
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            Request request = new Request(
                    exchange.getRequestMethod(),
                    uri.getPath(),
                    uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                    exchange);
            byte[] body = exchange.getRequestBody().readAllBytes();
            requests.add(request);
            Optional<Answer> answer = faults.apply(request);
            if (answer.isPresent()) {
                exchange.getResponseHeaders().set("x-amz-request-id", REQUEST_ID);
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                answer.get().headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, answer.get().status(), answer.get().body().getBytes(StandardCharsets.UTF_8));
            } else {
                pass(exchange, uri, body);
            }
        }
    }

    private void pass(HttpExchange exchange, URI uri, byte[] body) throws IOException {
        BasicHttpEntityEnclosingRequest request =
                new BasicHttpEntityEnclosingRequest(exchange.getRequestMethod(), uri.toString());
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.addHeader(name, value));
            }
        });
        if (!Set.of("GET", "HEAD").contains(exchange.getRequestMethod())) {
            request.setEntity(new ByteArrayEntity(body));
        }
        try (CloseableHttpResponse response = client.execute(target, request)) {
            for (Header header : response.getAllHeaders()) {
                if (!HOP_BY_HOP.contains(header.getName().toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().add(header.getName(), header.getValue());
                }
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                Header length = response.getFirstHeader("Content-Length");
                if (length != null) {
                    exchange.getResponseHeaders().set("Content-Length", length.getValue());
                }
                exchange.sendResponseHeaders(response.getStatusLine().getStatusCode(), -1);
                return;
            }
            byte[] content = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
            send(exchange, response.getStatusLine().getStatusCode(), content);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean none = exchange.getRequestMethod().equals("HEAD") || status == 204;
        exchange.sendResponseHeaders(status, none || body.length == 0 ? -1 : body.length);
        if (!none && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
