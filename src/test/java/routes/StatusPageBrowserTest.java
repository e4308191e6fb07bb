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
import routes.testing.Chromium;

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

        // a wrong token changes nothing, the right one pauses
        WebElement token = browser.findElement(By.id("token"));
        token.sendKeys("wrong");
        press("pause");
        await().atMost(LIMIT).until(() -> text("answer").equals("The token is wrong."));
        token.clear();
        token.sendKeys(StatusClient.TOKEN);
        press("pause");
        await().atMost(LIMIT).until(() -> text("state").equals("paused"));
        assertThat(browser.findElement(By.id("pause")).isEnabled()).isFalse();
        assertThat(accessibilityProblems()).isEmpty();
        press("resume");
        await().atMost(LIMIT).until(() -> text("state").equals("running"));
        picture();

        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        await().atMost(LIMIT).until(() -> text("state").equals("done, with exceptions"));
        assertThat(text("connection")).contains("exit code 3");
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
                .allSatisfy(control -> assertThat(control.getSize().getHeight()).isGreaterThanOrEqualTo(44));
        assertThat(errors()).isEmpty();
        assertThat(run.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
    }

    private void start(int rows) throws Exception {
        client.settle(fixture)
                .with("status.token", StatusClient.TOKEN)
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
