package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import routes.config.ExitCode;
import routes.config.Role;
import routes.embedded.EmbeddedRedis;
import routes.embedded.Workspace;
import routes.testing.Chromium;
import routes.testing.Servers;

/**
 * The status page as a browser shows it during a real run. With {@code -Dscreenshot=FILE} the picture of the README is taken in
 * passing.
 */
@Timeout(300)
class StatusPageBrowserTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int DESK = 1100;
    private static final int PHONE = 375;

    private final MigrationFixture fixture = new MigrationFixture();
    private final StatusClient client = new StatusClient();
    private ChromeDriver browser;
    private CompletableFuture<Integer> run;

    @AfterEach
    void close() {
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    void should_show_pause_and_end_when_a_migration_runs() throws Exception {
        browser = Chromium.open(DESK, 1700, false);
        start(2500);
        open();

        await().atMost(LIMIT).until(() -> text("state").equals("running"));
        await().atMost(LIMIT).until(() -> number("n-apply") > 0);
        assertThat(text("migration")).contains("s3://" + fixture.buckets().source() + "/image/");
        assertThat(browser.findElements(By.cssSelector("#processes tr"))).hasSize(1);
        assertThat(browser.findElements(By.cssSelector("#chart canvas"))).hasSize(1);

        // an exception appears
        await().atMost(LIMIT).until(() -> text("reasons").contains("SOURCE_MISSING"));
        await().atMost(LIMIT).until(() -> text("newest").contains("image/missing.jpg"));
        assertThat(seen("reasons")).contains("Put the object there or correct the row, then retry");
        assertThat(seen("chart")).doesNotContain("–");

        // a wrong token changes nothing, the right one pauses
        WebElement token = browser.findElement(By.id("token"));
        token.sendKeys("wrong");
        press("pause");
        await().atMost(LIMIT).until(() -> text("answer").equals("The token is wrong."));
        token.clear();
        token.sendKeys(StatusClient.TOKEN);
        press("pause");
        await().atMost(LIMIT).until(() -> text("state").equals("paused"));
        assertThat(seen("banner")).contains("paused since", "by the status page on", "To go on:", "resume");
        await().atMost(LIMIT).until(() -> seen("rate").equals("0"));
        assertThat(seen("eta")).isEqualTo("–");
        assertThat(browser.getTitle()).contains("paused");
        assertThat(browser.findElement(By.id("pause")).isEnabled()).isFalse();
        assertThat(accessibilityProblems()).isEmpty();
        press("resume");
        await().atMost(LIMIT).until(() -> text("state").equals("running"));
        picture();

        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        await().atMost(LIMIT).until(() -> text("state").equals("done with exceptions"));
        await().atMost(LIMIT).until(() -> text("connection").contains("exit code 3"));
        assertThat(seen("bar-text")).isEqualTo("100.0 %: 2,501 of 2,501 rows done: 2,500 rewritten, 1 exception");
        assertThat(browser.getTitle()).isEqualTo("100.0 % done with exceptions – S3 migration");
        assertThat(browser.findElements(By.cssSelector(".pipeline .active"))).isEmpty();
        assertThat(List.of(seen("rate"), seen("eta"))).containsOnly("–");
        assertThat(browser.findElement(By.id("csv")).isDisplayed()).isFalse();
        assertThat(errors()).isEmpty();
    }

    @Test
    void should_fit_and_be_accessible_when_the_screen_is_a_dark_phone() throws Exception {
        browser = Chromium.open(PHONE, 800, true);
        start(300);
        open();
        await().atMost(LIMIT).until(() -> number("n-apply") > 0);
        await().atMost(LIMIT).until(() -> text("newest").contains("image/missing.jpg"));
        browser.findElement(By.tagName("summary")).sendKeys(Keys.ENTER);
        await().atMost(LIMIT).until(() -> text("settings").contains("db.password"));

        assertThat(script("return document.documentElement.scrollWidth")).isEqualTo((long) PHONE);
        assertThat(script("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(18, 22, 28)");
        assertThat(accessibilityProblems()).isEmpty();
        // every control is large enough for a finger
        assertThat(browser.findElements(By.cssSelector("button, input")))
                .filteredOn(WebElement::isDisplayed)
                .hasSize(4)
                .allSatisfy(control -> assertThat(control.getSize().getHeight()).isGreaterThanOrEqualTo(44));
        assertThat(errors()).isEmpty();
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
    }

    @Test
    void should_show_no_buttons_and_say_what_holds_the_run_up_when_there_is_no_token_and_no_redis() throws Exception {
        try (Workspace workspace = Servers.workspace();
                EmbeddedRedis redis = new EmbeddedRedis(workspace)) {
            redis.start();
            fixture.with("redis.host", redis.host())
                    .with("redis.port", Integer.toString(redis.port()))
                    .with("follow", "500ms")
                    .with("stall.timeout", "8s");
            browser = Chromium.open(PHONE, 800, false);
            start(200, "");
            open();
            await().atMost(LIMIT).until(() -> number("n-apply") > 0);
            assertThat(seen("controls-off")).contains("STATUS_TOKEN");
            assertThat(browser.findElements(By.cssSelector("button, input")))
                    .isNotEmpty()
                    .noneMatch(WebElement::isDisplayed);

            redis.stop();

            await().atMost(LIMIT).until(() -> text("state").equals("unknown"));
            assertThat(seen("banner"))
                    .contains(
                            "Redis (" + redis.host() + ":" + redis.port() + ") does not answer",
                            "Nothing is lost",
                            "start no other run");
            assertThat(script("return getComputedStyle(document.getElementById('state')).color"))
                    .isEqualTo("rgb(163, 22, 29)");
            assertThat(seen("eta")).isEqualTo("–");
            assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.FAILED);
        }
    }

    private void start(int rows) throws Exception {
        start(rows, StatusClient.TOKEN);
    }

    private void start(int rows, String statusToken) throws Exception {
        client.settle(fixture)
                .with("status.token", statusToken)
                .with("job.rows", "20")
                .with("consumer.jobs", "2")
                .with("copy.concurrency", "1")
                .withTable()
                .rows("image/missing.jpg")
                .rowsWithObjects(IntStream.range(0, rows)
                        .mapToObj(i -> "image/" + i + ".jpg")
                        .toArray(String[]::new));
        run = fixture.start(Role.RUN);
        await().atMost(LIMIT).until(client::isReady);
    }

    private void open() {
        browser.get(client.page());
    }

    private void press(String id) {
        WebElement button = browser.findElement(By.id(id));
        await().atMost(LIMIT).until(button::isEnabled);
        button.sendKeys(Keys.ENTER);
    }

    private String text(String id) {
        return String.valueOf(script("return document.getElementById('" + id + "').textContent"));
    }

    /** What is shown, which is not all that is there. */
    private String seen(String id) {
        return browser.findElement(By.id(id)).getText();
    }

    private long number(String id) {
        String shown = text(id).replaceAll("\\D", "");
        return shown.isEmpty() ? 0 : Long.parseLong(shown);
    }

    private Object script(String source) {
        return browser.executeScript(source);
    }

    private List<String> accessibilityProblems() {
        Results results = new AxeBuilder().analyze(browser);
        return results.getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(StatusPageBrowserTest::describe)
                .toList();
    }

    private static String describe(Rule rule) {
        return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes();
    }

    /** What the browser complains about, such as a breach of the content-security policy; not refused tokens and closed streams. */
    private List<String> errors() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("api/pause") && !message.contains("api/events"))
                .toList();
    }

    private void picture() throws Exception {
        String file = System.getProperty("screenshot", "");
        if (file.isEmpty()) {
            return;
        }
        await().atMost(LIMIT).until(() -> number("n-apply") > 1500);
        Chromium.picture(browser, file);
    }
}
