package routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks a process by HTTP, on ports that were free a moment ago. */
final class StatusClient {

    static final String TOKEN = "a-token-of-the-test";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final int status = freePort();
    private final int management = freePort();

    /** Has a migration's process listen on these ports. */
    MigrationFixture settle(MigrationFixture fixture) {
        return fixture.with("status.port", Integer.toString(status))
                .with("management.port", Integer.toString(management))
                .with("status.count.interval", "1s")
                .with("report.uri", "");
    }

    int managementPort() {
        return management;
    }

    String page() {
        return "http://127.0.0.1:" + status + "/";
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", page() + path, headers);
    }

    HttpResponse<String> post(String path, String... headers) throws Exception {
        return send("POST", page() + path, headers);
    }

    JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    HttpResponse<String> observe(String path) throws Exception {
        return send("GET", "http://127.0.0.1:" + management + "/observe/" + path);
    }

    InputStream stream(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(page() + path)).build(), BodyHandlers.ofInputStream())
                .body();
    }

    /** Whether the process is ready; false while nothing answers. */
    boolean isReady() {
        try {
            return observe("health/ready").statusCode() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    private HttpResponse<String> send(String method, String uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
