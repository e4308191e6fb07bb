package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.slf4j.LoggerFactory;
import routes.config.ExitCode;
import routes.config.Role;
import routes.status.Status.State;
import routes.testing.Chromium;
import routes.testing.FaultyS3;
import routes.testing.FaultyS3.Answer;
import routes.testing.Servers;
import routes.testing.TcpProxy;

/**
 * One run, taken through what an operator may meet at night: page, terminal, log and {@code status} say the same. It takes three minutes, and is
 * run with {@code -Dsituations=FOLDER}, in which all of it is written down, with a picture of each.
 */
@Timeout(400)
@EnabledIfSystemProperty(named = "situations", matches = ".+")
class SituationsTest {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final MigrationFixture fixture = new MigrationFixture();
    private final StatusClient client = new StatusClient();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger("routes");
    private final String folder = System.getProperty("situations", "");
    private FaultyS3 front;
    private TcpProxy s3;
    private TcpProxy redis;
    private TcpProxy database;
    private ChromeDriver browser;

    @BeforeEach
    void stand() throws Exception {
        front = new FaultyS3(Servers.s3().endpoint());
        s3 = new TcpProxy(front.endpoint().getHost(), front.endpoint().getPort());
        redis = new TcpProxy(Servers.redis().host(), Servers.redis().port());
        database = new TcpProxy(fixture.database().host(), fixture.database().port());
        client.settle(fixture)
                .withTable()
                .rowsWithObjects(
                        IntStream.range(0, 4000).mapToObj(row -> "image/" + row).toArray(String[]::new))
                .rows("image/missing")
                .with("job.rows", "50")
                .with("copy.concurrency", "8")
                .with("copy.max-requests-per-second", "60")
                .with("copy.retry.time", "5s")
                .with("s3.max.attempts", "1")
                .with("stall.timeout", "40s")
                .with("retry.delay.max", "1s")
                .with("aws.endpoint.url.s3", "http://127.0.0.1:" + s3.port())
                .with("redis.port", Integer.toString(redis.port()))
                .with("database.port", Integer.toString(database.port()));
        log.start();
        root.addAppender(log);
        browser = Chromium.open(1100, 1500, false);
    }

    @AfterEach
    void leave() throws Exception {
        browser.quit();
        root.detachAppender(log);
        for (AutoCloseable each : List.of(s3, redis, database, front)) {
            each.close();
        }
    }

    @Test
    void should_say_the_same_everywhere_when_a_run_meets_all_of_it() throws Exception {
        CompletableFuture<Integer> run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(client::isReady);
        browser.get(client.page());
        await().atMost(LIMIT).until(() -> fixture.ledger().size() > 100);
        tell("running", State.RUNNING);

        front.answer(request ->
                request.operation().equals("PutCopy") && request.path().hashCode() % 10 != 0
                        ? Optional.of(Answer.error(503, "SlowDown", "Please reduce your request rate."))
                        : Optional.empty());
        tell("throttled", State.SLOWED);

        front.answer(request -> request.path().endsWith("/3000")
                ? Optional.of(Answer.error(500, "InternalError", "We encountered an internal error."))
                : Optional.empty());
        tell("one-bad-object", State.RUNNING);

        s3.refuse(true);
        tell("s3-down", State.HELD_UP);
        s3.heal();
        awaitState(State.RUNNING);

        redis.refuse(true);
        tell("redis-down", State.UNKNOWN);
        redis.heal();
        awaitState(State.RUNNING);

        database.refuse(true);
        tell("database-down", State.HELD_UP);
        database.heal();
        awaitState(State.RUNNING);

        assertThat(command("pause").exitCode()).isZero();
        tell("paused", State.PAUSED);
        assertThat(command("resume").exitCode()).isZero();
        tell("paused-and-resumed", State.RUNNING);

        s3.refuse(true);
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
        write("gave-up", command("status").out());
        assertThat(command("status").out()).contains("failed since", "nothing has succeeded for 40 s: S3");
        s3.heal();

        fixture.with("copy.max-requests-per-second", "0");
        CompletableFuture<Integer> again = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(client::isReady);
        browser.get(client.page());
        tell("start", null);
        assertThat(again.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        write("done-with-exceptions", command("status").out());
        assertThat(command("status").out()).contains("done with exceptions since");
    }

    private Operating.Answer command(String name) {
        return Operating.command(fixture, name);
    }

    /** Awaits a state, and that page and command say the same. */
    private void tell(String name, State state) throws Exception {
        if (state != null) {
            awaitState(state);
        }
        String shown = String.valueOf(browser.findElement(By.id("banner")).getText());
        String said = command("status").out();
        if (state != null) {
            await().atMost(LIMIT).until(() -> client.json("api/status")
                    .get("situation")
                    .get("words")
                    .asText()
                    .equals(browser.findElement(By.id("state")).getText()));
            assertThat(said)
                    .contains(client.json("api/status")
                            .get("situation")
                            .get("words")
                            .asText());
        }
        write(name, "banner:\n" + shown + "\n\nstatus:\n" + said);
    }

    private void awaitState(State state) {
        await().atMost(LIMIT)
                .until(() -> client.json("api/status").get("state").asText().equals(state.name()));
    }

    private void write(String name, String text) throws Exception {
        String lines = List.copyOf(log.list).stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .filter(line -> !line.matches(".* job \\S+: .*"))
                .collect(Collectors.joining("\n"));
        log.list.clear();
        Files.createDirectories(Path.of(folder));
        Files.writeString(Path.of(folder, name + ".txt"), text + "\nlog:\n" + lines + "\n");
        Chromium.picture(browser, folder + "/" + name + ".png");
    }
}
