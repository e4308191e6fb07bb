package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.testing.Servers;
import routes.testing.TcpProxy;

/** What the log of the packaged jar says while a server is away: three lines at most, and nobody else's. */
@Timeout(240)
class FaultLinesIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** More than any library waits before it tries, and complains, again. */
    private static final Duration AWAY = Duration.ofSeconds(6);

    private final MigrationFixture fixture = new MigrationFixture();
    private TcpProxy database;
    private TcpProxy redis;
    private TcpProxy s3;
    private ShippedJar run;

    @BeforeEach
    void start() throws Exception {
        database = new TcpProxy(fixture.database().host(), fixture.database().port());
        redis = new TcpProxy(Servers.redis().host(), Servers.redis().port());
        s3 = new TcpProxy(
                Servers.s3().endpoint().getHost(), Servers.s3().endpoint().getPort());
        fixture.withTable()
                .rowsWithObjects(IntStream.range(0, 600)
                        .mapToObj(row -> "image/avatar" + row + ".jpg")
                        .toArray(String[]::new))
                .with("database.port", Integer.toString(database.port()))
                .with("redis.port", Integer.toString(redis.port()))
                .with("aws.endpoint.url.s3", "http://127.0.0.1:" + s3.port())
                .with("copy.max-requests-per-second", "20")
                .with("job.rows", "20")
                .with("retry.delay.max", "1s")
                .with("preflight.timeout", "20s")
                .with("log.format", "json");
        Map<String, String> settings = new HashMap<>(fixture.settings().all());
        settings.values().removeIf(String::isEmpty);
        settings.keySet().removeIf(key -> key.startsWith("endpoint.") || key.startsWith("camel."));
        run = ShippedJar.start(settings, "run");
        awaitMoreRows(0);
    }

    @AfterEach
    void stop() throws Exception {
        run.close();
        for (TcpProxy proxy : List.of(database, redis, s3)) {
            proxy.close();
        }
    }

    @Test
    void should_say_when_it_begins_and_ends_and_no_more_when_a_server_is_away() throws Exception {
        assertThat(away(redis, "Redis")).as(run.output()).hasSizeBetween(2, 3);
        assertThat(away(database, "MariaDB")).as(run.output()).hasSizeBetween(2, 3);
        assertThat(away(s3, "S3")).as(run.output()).hasSizeBetween(2, 3);
        awaitMoreRows(recorded());

        assertThat(troubles()).isEmpty();
    }

    @Test
    void should_say_nothing_of_the_jobs_that_go_back_when_it_is_paused_while_s3_is_away() throws Exception {
        s3.refuse(true);
        await().atMost(LIMIT).until(() -> phases("S3").contains("begins"));

        assertThat(Operating.command(fixture, "pause").exitCode()).isZero();
        await().atMost(LIMIT).until(() -> lines().stream()
                .anyMatch(line -> line.path("event").asText().equals("paused")));
        s3.heal();
        assertThat(Operating.command(fixture, "resume").exitCode()).isZero();
        awaitMoreRows(recorded());

        assertThat(troubles()).isEmpty();
    }

    /** The phases of a fault that a server's absence makes. */
    private List<String> away(TcpProxy proxy, String server) throws Exception {
        proxy.refuse(true);
        await().atMost(LIMIT).until(() -> phases(server).contains("begins"));
        await().pollDelay(AWAY).until(() -> true);
        proxy.heal();
        await().atMost(LIMIT).until(() -> phases(server).contains("ends"));
        assertThat(phases(server)).startsWith("begins").endsWith("ends");
        return phases(server);
    }

    private List<String> phases(String server) {
        return lines().stream()
                .filter(line -> line.path("event").asText().equals("fault"))
                .filter(line -> line.path("server").asText().startsWith(server))
                .map(line -> line.get("phase").asText())
                .toList();
    }

    /** What is a warning and not of the faults, is another program's, or has a stack trace. */
    private List<JsonNode> troubles() {
        return lines().stream()
                .filter(line -> line.has("stack_trace")
                        || (line.get("level").asText().matches("WARN|ERROR")
                                && !line.path("event").asText().equals("fault")))
                .toList();
    }

    private List<JsonNode> lines() {
        String output = run.output();
        return output.substring(0, output.lastIndexOf('\n') + 1)
                .lines()
                .map(FaultLinesIT::read)
                .toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private int recorded() throws Exception {
        return Integer.parseInt(fixture.column("SELECT COUNT(*) FROM moved").get(0));
    }

    private void awaitMoreRows(int than) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> recorded() > than);
    }
}
