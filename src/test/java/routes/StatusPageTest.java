package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
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
        await().atMost(LIMIT).until(client::isReady);
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").at("/rows/applied").asInt() == 30);
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
        assertThat(page.get("rows").get("applied"))
                .isEqualTo(command.get("rows").get("applied"));
        assertThat(page.get("processes")).hasSize(1);
    }

    @Test
    void should_keep_other_sites_out_when_a_page_is_served() throws Exception {
        HttpResponse<String> answer = client.get("", "Origin", "http://evil.example", "X-Echo", "secret");

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
    void should_refuse_when_the_host_is_another_name() throws Exception {
        java.net.URI page = java.net.URI.create(client.page());
        try (java.net.Socket socket = new java.net.Socket(page.getHost(), page.getPort())) {
            socket.getOutputStream()
                    .write("GET /api/status HTTP/1.0\r\nHost: evil.example\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).contains(" 421 ").doesNotContain("\"rows\"");
        }
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
        assertThat(client.post("api/retry", AUTHORIZED).body()).contains("1 row will be tried again");
        await().atMost(LIMIT)
                .until(() ->
                        client.json("api/exceptions").get(0).get("attempts").asInt() > 1);
    }
}
