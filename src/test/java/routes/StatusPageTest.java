package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import routes.config.ExitCode;
import routes.config.Role;

/** What a producer answers by HTTP while a migration is going on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class StatusPageTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String[] AUTHORIZED = {"Authorization", "Bearer " + StatusClient.TOKEN};

    private final MigrationFixture fixture = new MigrationFixture();
    private final StatusClient client = new StatusClient();
    private final Set<Integer> answersToAnotherHost = ConcurrentHashMap.newKeySet();
    private CompletableFuture<Integer> run;

    @BeforeAll
    void startFollowing() throws Exception {
        client.settle(fixture)
                .with("status.token", StatusClient.TOKEN)
                .with("stall.timeout", "10s")
                .with("follow", "500ms")
                .withTable()
                .rowsWithObjects(IntStream.range(0, 30)
                        .mapToObj(i -> "image/" + i + ".jpg")
                        .toArray(String[]::new))
                .rows("image/missing, \"here\".jpg");
        run = fixture.start(Role.RUN);
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            askForAnotherHost();
            return client.isReady();
        });
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").at("/rows/applied").asInt() == 30);
    }

    /** From before anybody listens. */
    private void askForAnotherHost() {
        try {
            String answer = client.raw("GET /api/settings HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            answersToAnotherHost.add(status(answer));
        } catch (IOException e) {
            // nobody listens yet
        }
    }

    private static int status(String answer) {
        assertThat(answer).startsWith("HTTP/1.");
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    @AfterAll
    void stop() throws Exception {
        // a process that follows the table ends when it is told to, or when nothing works any more
        fixture.execute("DROP TABLE ImageDataTable");
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void should_tell_what_the_status_command_tells_when_asked_for_the_status() throws Exception {
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").at("/rows/failed").asInt() == 1);

        JsonNode page = client.json("api/status");
        JsonNode command = Operating.command(fixture, "status", "--json").json();

        assertThat(page.fieldNames()).toIterable().containsExactlyElementsOf(command::fieldNames);
        // the run goes on between the two
        await().atMost(LIMIT).untilAsserted(() -> assertThat(
                        client.json("api/status").at("/rows/applied"))
                .isEqualTo(Operating.command(fixture, "status", "--json").json().at("/rows/applied")));
        assertThat(page.get("processes")).hasSize(1);
    }

    @Test
    void should_keep_other_sites_out_when_a_page_is_served() throws Exception {
        HttpResponse<String> answer = client.get("", "X-Echo", "secret");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe", "*"));
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"))
                .noneMatch(name -> name.equalsIgnoreCase("x-echo"));
        assertThat(answer.body()).doesNotContain("http://", "https://", "<style", "onclick", "style=");
    }

    @Test
    void should_refuse_from_the_first_request_on_when_the_host_is_another_name() {
        assertThat(answersToAnotherHost).containsExactly(421);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.0, 'Host: evil.example', 421",
        "HTTP/1.0, 'X-Host: none', 400",
        "HTTP/1.1, 'X-Host: none', 400",
        "HTTP/1.1, 'Host: localhost\nHost: evil.example', 400",
        "HTTP/1.1, 'Host: localhost\nOrigin: http://localhost:1', 403",
        "HTTP/1.1, 'Host: localhost\nOrigin: null', 403",
        "HTTP/1.1, 'Host: localhost\nSec-Fetch-Site: cross-site', 403",
        "HTTP/1.1, 'Host: localhost\nSec-Fetch-Site: same-site', 403",
        "HTTP/1.1, 'Host: localhost\nSec-Fetch-Site: same-origin', 200",
        "HTTP/1.1, 'Host: localhost:8080\nOrigin: http://localhost:8080', 200",
    })
    void should_answer_whom_the_page_is_for_when_anybody_asks(String version, String headers, int status)
            throws Exception {
        String answer = client.raw("GET /api/settings " + version + "\r\n" + headers.replace("\n", "\r\n")
                + "\r\nConnection: close\r\n\r\n");

        assertThat(status(answer)).isEqualTo(status);
        assertThat(answer.contains("\"settings\"")).isEqualTo(status == 200);
        assertThat(answer).containsIgnoringCase("Content-Type: application/json");
    }

    @Test
    void should_let_a_link_lead_to_the_page_when_it_is_on_another_site() throws Exception {
        assertThat(client.get("", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(200);
        assertThat(client.get("web/status.js", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
    }

    @Test
    void should_speak_no_http_2_when_somebody_begins_with_it() throws Exception {
        String settingsFrame = "\0\0\0\4\0\0\0\0\0";

        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settingsFrame;

        assertThat(client.raw(preface)).doesNotContain("\4\0\0\0\0\0");
        assertThat(client.observeRaw(preface)).doesNotContain("\4\0\0\0\0\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "4d\r\n--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n12345\r\n--b--\r\n"
                        + "\r\n0\r\n\r\n",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\na=b&c=d",
                "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
            })
    void should_take_no_body_when_a_request_has_one(String rest) throws Exception {
        for (String path : List.of("/api/pause", "/api/status", "/api/none", "/")) {
            String answer = client.raw("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + StatusClient.TOKEN + "\r\n" + rest);

            assertThat(status(answer)).as(path).isEqualTo(413);
        }
        assertThat(status(client.observeRaw("POST /observe/health HTTP/1.1\r\nHost: localhost\r\n" + rest)))
                .isEqualTo(413);
        assertThat(Path.of("file-uploads")).doesNotExist();
        assertThat(client.json("api/status").get("state").asText()).isEqualTo("RUNNING");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, nope, 404",
        "GET, api/nope, 404",
        "POST, api/nope, 404",
        "GET, web/nope, 404",
        "POST, api/status, 405",
        "GET, api/pause, 405",
        "DELETE, api/pause, 405",
        "POST, '', 405",
        "POST, api/pause, 401",
        "POST, api/pause?Authorization=Bearer%20a-token-of-the-test, 401",
        "GET, api/status?x=%zz, 400",
    })
    void should_say_why_in_one_shape_when_a_request_is_not_served(String method, String path, int status)
            throws Exception {
        String answer = client.raw(method + " /" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(status(answer)).isEqualTo(status);
        assertThat(answer)
                .containsIgnoringCase("Content-Type: application/json")
                .containsIgnoringCase("Content-Security-Policy: default-src 'none'");
        assertThat(new ObjectMapper()
                        .readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4))
                        .get("message")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void should_log_a_line_at_most_when_requests_are_bad() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.setContext(root.getLoggerContext());
        log.start();
        root.addAppender(log);
        try {
            for (int i = 0; i < 3; i++) {
                client.raw("GET /% HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                client.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
                client.raw("\u0016\u0003\u0001 no HTTP\r\n\r\n");
                client.raw("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n");
                client.raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
                client.raw("POST /api/pause HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
                client.connect("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .close();
                client.connect("GET /api/exceptions.csv HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .close();
            }
        } finally {
            root.detachAppender(log);
        }

        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
                .filteredOn(event ->
                        event.getLoggerName().matches("io\\.(vertx|netty).*|.*platform\\.http.*|routes\\.status.*"))
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(event -> event.getThrowableProxy() == null);
    }

    @Test
    void should_mask_secrets_when_the_settings_are_shown() throws Exception {
        String shown = client.get("api/settings").body();

        assertThat(shown)
                .contains("\"db.password\":\"********\"", "\"controls\":true")
                .doesNotContain(
                        fixture.database().password(),
                        StatusClient.TOKEN,
                        fixture.settings().text("aws.secret.access.key"));
    }

    @Test
    void should_show_and_download_exceptions_when_a_row_has_failed() throws Exception {
        await().atMost(LIMIT).until(() -> client.json("api/exceptions").size() == 1);

        JsonNode newest = client.json("api/exceptions").get(0);
        HttpResponse<String> csv = client.get("api/exceptions.csv");

        assertThat(newest.get("oldPath").asText()).isEqualTo("image/missing, \"here\".jpg");
        assertThat(newest.get("reason").asText()).isEqualTo("SOURCE_MISSING");
        assertThat(csv.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"exceptions.csv\"");
        assertThat(csv.body().lines().toList()).hasSize(2).anySatisfy(line -> assertThat(line)
                .contains(",\"image/missing, \"\"here\"\".jpg\",")
                .contains("SOURCE_MISSING"));
    }

    @Test
    void should_send_events_when_somebody_watches() throws Exception {
        try (BufferedReader events =
                new BufferedReader(new InputStreamReader(client.stream("api/events"), StandardCharsets.UTF_8))) {
            int statuses = 0;
            while (statuses < 3) {
                String line = events.readLine();
                assertThat(line).isNotNull();
                if (line.equals("event: status")) {
                    statuses++;
                    assertThat(events.readLine()).startsWith("data: {").contains("\"rows\":");
                }
            }
        }
        assertThat(client.json("api/history").size()).isPositive();
    }

    @Test
    void should_change_nothing_when_the_token_is_missing_or_wrong_or_the_page_another() throws Exception {
        assertThat(client.post("api/pause").statusCode()).isEqualTo(401);
        assertThat(client.post("api/pause", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(client.post(
                                "api/pause",
                                "Authorization",
                                "Bearer " + StatusClient.TOKEN,
                                "Sec-Fetch-Site",
                                "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.get("api/pause", AUTHORIZED).statusCode()).isEqualTo(405);
        assertThat(client.post("api/destroy", AUTHORIZED).statusCode()).isEqualTo(404);
        assertThat(client.post("api/cut-over", AUTHORIZED).statusCode())
                .as("rows are rewritten at once")
                .isEqualTo(409);
        assertThat(client.json("api/status").get("state").asText()).isEqualTo("RUNNING");
    }

    @Test
    void should_answer_not_found_when_a_file_is_not_of_the_page() throws Exception {
        assertThat(client.get("web/application.properties").statusCode()).isEqualTo(404);
        assertThat(client.get("web/..%2fapplication.properties").statusCode()).isIn(400, 404);
        assertThat(client.get("application.properties").statusCode()).isEqualTo(404);
        assertThat(client.get("web/uPlot.iife.min.js").body()).contains("uPlot");
    }

    @Test
    void should_pause_resume_and_retry_when_the_token_is_right() throws Exception {
        assertThat(client.post("api/pause", AUTHORIZED).statusCode()).isEqualTo(200);
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").get("state").asText().equals("PAUSED"));
        // a pause is no reason to take a process out of service
        assertThat(client.observe("health/ready").statusCode()).isEqualTo(200);
        assertThat(client.observe("health/live").statusCode()).isEqualTo(200);

        assertThat(client.post("api/resume", AUTHORIZED).statusCode()).isEqualTo(200);
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").get("state").asText().equals("RUNNING"));

        fixture.rowsWithObjects("image/late.jpg");
        await().atMost(LIMIT).until(() -> fixture.ledger().contains("FAILED SOURCE_MISSING"));
        assertThat(client.post("api/retry?reason=NONE", AUTHORIZED).statusCode())
                .isEqualTo(400);
        assertThat(client.post("api/retry?reason=ARCHIVED", AUTHORIZED).body()).contains("0 rows will be tried again");
        assertThat(client.post("api/retry?reason=SOURCE_MISSING", AUTHORIZED).body())
                .contains("1 row will be tried again");
        await().atMost(LIMIT)
                .until(() ->
                        client.json("api/exceptions").get(0).get("attempts").asInt() > 1);
    }
}
