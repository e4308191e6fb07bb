package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import routes.config.Json;
import routes.status.ColumnCensus;
import routes.status.History;
import routes.status.HttpRefusal;
import routes.status.ProcessStatus;
import routes.status.Run;
import routes.status.Situation;
import routes.status.Status;
import routes.status.WebFiles;
import routes.table.NearMisses;
import routes.testing.Chromium;

/** The status page over figures no test can bring about: a hundred consumers, ten million rows, a day of history. */
@Timeout(300)
class StatusPageScaleTest {

    private static final int CONSUMERS = 100;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final WebFiles files = new WebFiles();
    private HttpServer server;
    private ChromeDriver browser;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1100, 375})
    void should_stay_readable_when_there_are_a_hundred_consumers_and_ten_million_rows(int width) throws Exception {
        browser = Chromium.open(width, 1700, false);
        browser.get("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        await().atMost(LIMIT)
                .until(() ->
                        browser.findElements(By.cssSelector("#processes tr")).size() == CONSUMERS + 1);
        await().atMost(LIMIT).until(() -> !browser.findElements(By.cssSelector("#chart canvas"))
                .isEmpty());

        assertThat(text("bar-text"))
                .isEqualTo(
                        "62.6 %: 6,266,667 of 10,000,000 rows done: 6,260,000 rewritten, 4,667 exceptions, 2,000 changed meanwhile");
        assertThat(text("n-copy")).isEqualTo("25,600");
        assertThat(text("columns")).contains("ImageDataTable.ImagePath", "Users.Avatar", "1,260,000");
        // the list of processes scrolls in its place, and nothing is wider than the screen
        assertThat(number("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
        assertThat(number("return document.querySelector('#processes').closest('.scroll').clientHeight"))
                .isLessThan(500);
        assertThat(number("return document.documentElement.scrollHeight")).isLessThan(width < 500 ? 4500 : 2700);
        picture(width);
    }

    private String text(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private long number(String script) {
        return (Long) browser.executeScript(script);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/api/events" -> send(exchange, "text/event-stream", "event: status\ndata: " + status() + "\n\n");
                case "/api/history" -> send(exchange, "application/json", Json.write(history()));
                case "/api/settings" -> send(exchange, "application/json", "{\"controls\":true,\"settings\":{}}");
                case "/api/exceptions" -> send(exchange, "application/json", "[]");
                default -> sendFile(exchange, path.equals("/") ? "index.html" : path.replace("/web/", ""));
            }
        }
    }

    private void sendFile(HttpExchange exchange, String name) throws IOException {
        try {
            WebFiles.WebFile file = files.file(name);
            send(exchange, file.type(), new String(file.content(), StandardCharsets.UTF_8));
        } catch (HttpRefusal e) {
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private static String status() {
        return Json.write(new Status(
                NOW,
                "shop.ImageDataTable.ImagePath: s3://legacybucket/image/ to s3://newproductionbucket/avatar/ (subpath)",
                "s3-migration",
                Situation.of(Status.State.RUNNING),
                new Run(NOW.minusSeconds(3600), 3600, 17_000),
                new Status.Rows(
                        10_000_000L,
                        6_300_000,
                        38_000,
                        6_260_000,
                        2_000,
                        0,
                        4_667,
                        63.0,
                        62.6,
                        NOW.minusSeconds(9),
                        false),
                new Status.Scan(1, 6_400_000, 6_400, false, "6400000"),
                new Status.Rates(28_431.7, 3.2, 28_210.4),
                132L,
                new Status.Queue(200, 200, 0, 200, 41L, 1, List.of()),
                processes(),
                Map.of("SOURCE_MISSING", 4_200L, "KEY_TOO_LONG", 460L, "TARGET_EXISTS_DIFFERENT", 7L),
                List.of(
                        new ColumnCensus("ImageDataTable.ImagePath", 6_000_000L, 3, 5_000_000, 0, 0, 4_667, Map.of()),
                        new ColumnCensus("Users.Avatar", 4_000_000L, 37_997, 1_260_000, 2_000, 0, 0, Map.of())),
                Map.of("/image/", new NearMisses.Form(30, List.of())),
                null,
                null,
                List.of("consumer ip-10-0-3-17 fails: S3 cannot be reached")));
    }

    private static List<ProcessStatus> processes() {
        return Stream.concat(
                        Stream.of(process("ip-10-0-0-1.eu-central-1.compute.internal-1-9f3a", "producer", 0)),
                        IntStream.range(0, CONSUMERS)
                                .mapToObj(i -> process(
                                        "ip-10-0-3-%d.eu-central-1.compute.internal-1-%04x".formatted(i, i * 37),
                                        "consumer",
                                        256)))
                .toList();
    }

    private static ProcessStatus process(String id, String role, int copies) {
        return new ProcessStatus(
                id,
                role,
                id,
                ProcessStatus.State.RUNNING,
                NOW.minusSeconds(3600),
                NOW.minusSeconds(1),
                2,
                copies,
                63_000,
                47,
                role.equals("producer") ? 6_260_000 : 0,
                284.3,
                0,
                0,
                null,
                new ProcessStatus.Pacing(850, 3500, 47, 12, null, 0, 0),
                null,
                null,
                NOW);
    }

    private static List<History.Sample> history() {
        return IntStream.range(0, 1440)
                .mapToObj(minute -> new History.Sample(
                        NOW.minusSeconds(60L * (1440 - minute)).toEpochMilli(),
                        25_000 + 3_000 * Math.sin(minute / 40.0),
                        24_900 + 3_000 * Math.sin((minute - 5) / 40.0),
                        minute % 7,
                        200))
                .toList();
    }

    private void picture(int width) throws IOException {
        String file = System.getProperty("screenshot", "");
        if (!file.isEmpty()) {
            Chromium.picture(browser, file + "-" + width + ".png");
        }
    }
}
