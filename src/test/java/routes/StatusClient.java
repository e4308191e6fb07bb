package routes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a process by HTTP, on ports that were free a moment ago. */
final class StatusClient {

    static final String TOKEN = "a-token-of-the-test";
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An answer of which all is there, with the length that it says. */
    private static final Pattern WHOLE = Pattern.compile(
            "HTTP/1.1 .*?\r\ncontent-length: *(\\d+)(?=\r\n).*?\r\n\r\n(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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

    /** Sends this as it is, and returns the answer; what comes until the server closes the connection, or says no more for two seconds, when it is none. */
    String raw(String request) throws IOException {
        return raw(status, request);
    }

    /** The same, to where health and metrics are. */
    String observeRaw(String request) throws IOException {
        return raw(management, request);
    }

    private static String raw(int port, String request) throws IOException {
        try (Socket socket = connect(port, request)) {
            socket.setSoTimeout(2000);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                // the server keeps the connection for a while, so that the answer arrives
                InputStream in = socket.getInputStream();
                byte[] buffer = new byte[4096];
                for (int read = in.read(buffer); read >= 0; read = isWhole(answer) ? -1 : in.read(buffer)) {
                    answer.write(buffer, 0, read);
                }
            } catch (SocketTimeoutException | SocketException e) {
                // that is all
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static boolean isWhole(ByteArrayOutputStream answer) {
        Matcher whole = WHOLE.matcher(answer.toString(StandardCharsets.ISO_8859_1));
        return whole.matches() && whole.group(2).length() >= Integer.parseInt(whole.group(1));
    }

    /** Sends this as it is, and reads nothing. */
    Socket connect(String request) throws IOException {
        return connect(status, request);
    }

    private static Socket connect(int port, String request) throws IOException {
        Socket socket = new Socket();
        // what is not read does not disappear in a buffer
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
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
