package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import routes.config.ExitCode;
import routes.config.Role;

/** A producer whose page is asked for much by those who read slowly, or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class SlowReadersTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROWS = 20_000;
    private static final String CSV = "GET /api/exceptions.csv HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final MigrationFixture fixture = new MigrationFixture();
    private final StatusClient client = new StatusClient();
    private final List<Socket> readers = new ArrayList<>();
    private CompletableFuture<Integer> run;

    @BeforeAll
    void failManyRows() throws Exception {
        client.settle(fixture)
                .with("stall.timeout", "10s")
                .with("follow", "10s")
                .withTable();
        run = fixture.start(Role.PRODUCER);
        await().atMost(LIMIT).until(client::isReady);
        fixture.execute(
                "INSERT INTO ImageDataTable (ImagePath) SELECT CONCAT('image/', seq, REPEAT('x', 600)) FROM seq_1_to_"
                        + ROWS);
        fixture.execute("INSERT INTO moved (row_key, old_path, new_path, state, reason) SELECT ID, ImagePath,"
                + " CONCAT('avatar/', ID), 'FAILED', 'SOURCE_MISSING' FROM ImageDataTable");
    }

    @AfterAll
    void stop() throws Exception {
        fixture.execute("DROP TABLE ImageDataTable");
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void should_make_one_download_at_a_time_and_none_for_who_left_when_nobody_reads() throws Exception {
        Socket first = client.connect(CSV);
        assertThat(statusOf(first)).isEqualTo(200);

        assertThat(client.get("api/exceptions.csv").statusCode()).isEqualTo(503);
        assertThat(client.get("api/exceptions.csv").headers().firstValue("Retry-After"))
                .isPresent();

        first.close();
        await().atMost(LIMIT).untilAsserted(() -> {
            HttpResponse<String> all = client.get("api/exceptions.csv");
            assertThat(all.statusCode()).isEqualTo(200);
            assertThat(all.body().lines()).hasSize(ROWS + 1);
        });
        assertThat(client.get("api/exceptions.csv").statusCode())
                .as("once more at once")
                .isEqualTo(200);
    }

    @Test
    void should_answer_health_and_others_when_the_ledger_is_locked_and_many_read_nothing() throws Exception {
        try (Connection connection = fixture.database().adminDataSource().getConnection();
                Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLES moved WRITE");
            for (int i = 0; i < 12; i++) {
                readers.add(client.connect("GET /api/exceptions HTTP/1.1\r\nHost: localhost\r\n\r\n"));
                readers.add(client.connect(CSV));
                // a pipeline of answers far beyond what any buffer holds
                readers.add(
                        client.connect("GET /web/uPlot.iife.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200)));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(client.observe("health/live").statusCode()).isEqualTo(200);
                assertThat(client.get("api/status").statusCode()).isEqualTo(200);
            }
        } finally {
            leave();
        }
        await().atMost(LIMIT).until(() -> client.get("api/exceptions.csv").statusCode() == 200);
    }

    @Test
    void should_close_the_newest_when_there_are_too_many_connections() throws Exception {
        try {
            for (int i = 0; i < 500; i++) {
                readers.add(client.connect(""));
            }
            await().atMost(LIMIT)
                    .until(() ->
                            readers.stream().filter(SlowReadersTest::isClosed).count() >= 100);
            assertThat(client.observe("health/live").statusCode()).isEqualTo(200);
        } finally {
            leave();
        }
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> client.get("api/status").statusCode() == 200);
    }

    private void leave() throws IOException {
        for (Socket reader : readers) {
            reader.close();
        }
        readers.clear();
    }

    private static int statusOf(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return Integer.parseInt(new String(in.readNBytes(12), StandardCharsets.US_ASCII).substring(9));
    }

    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() == -1;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
