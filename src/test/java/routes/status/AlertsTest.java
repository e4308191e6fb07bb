package routes.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each alert fires in its case, and is silent in the opposite ones: Prometheus' own promtool tries them on series that are made up. Where it is
 * missing it is taken from the packages of Debian or Ubuntu; elsewhere the test is skipped with a loud message, except in CI, where it fails.
 */
class AlertsTest {

    private static final Path RULES = Path.of("deploy", "observability", "alerts.yaml");
    private static final Path CASES = Path.of("deploy", "observability", "alerts.test.yaml");
    private static final Path UNPACKED = Path.of("target", "prometheus");

    @Test
    void should_fire_in_its_case_and_in_no_other_when_there_is_an_alert() throws Exception {
        Process promtool = new ProcessBuilder(promtool().toString(), "test", "rules", CASES.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes());

        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).contains("SUCCESS");
    }

    @Test
    void should_have_a_case_when_there_is_an_alert() throws IOException {
        List<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(RULES))
                .results()
                .map(alert -> alert.group(1))
                .toList();

        assertThat(alerts).hasSizeGreaterThan(10);
        assertThat(Files.readString(CASES)).contains(alerts);
    }

    private static Path promtool() throws Exception {
        for (Path path : List.of(
                Path.of("/usr/bin/promtool"),
                Path.of("/usr/local/bin/promtool"),
                UNPACKED.resolve("usr/bin/promtool"))) {
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        if (Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            Files.createDirectories(UNPACKED);
            run("apt-get -qq download prometheus || (apt-get -qq update && apt-get -qq download prometheus)");
            run("dpkg -x prometheus_*.deb . && rm prometheus_*.deb");
        }
        Path unpacked = UNPACKED.resolve("usr/bin/promtool");
        if (!Files.isExecutable(unpacked)) {
            String message = "NO ALERT WAS TRIED: install the package prometheus, for its promtool";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(message);
            }
            System.err.println("\n*** " + message + " ***\n");
            abort(message);
        }
        return unpacked;
    }

    private static void run(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(UNPACKED.toFile())
                .inheritIO()
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
