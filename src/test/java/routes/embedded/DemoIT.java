package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import routes.config.ExitCode;
import routes.config.Role;
import routes.config.Settings;
import routes.run.MigrationProcess;

/** The demo of the promises keeps them. */
@Timeout(240)
class DemoIT {

    @Test
    void should_keep_what_is_promised_when_everything_goes_wrong() throws Exception {
        Map<String, String> wanted = new HashMap<>(Map.of("demo", "faults", "sample.rows", "4000"));
        Settings settings = Settings.load(key -> null, name -> null).with(wanted);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (EmbeddedEnvironment environment = new EmbeddedEnvironment();
                PrintStream out = new PrintStream(said)) {
            Settings complete = settings.with(environment.start(settings.all()))
                    .with(Map.of("status.port", "0", "management.port", "0"));

            int exitCode = environment.show(complete, () -> new MigrationProcess(Role.RUN, complete).run(), out);

            assertThat(exitCode).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);
        }
        assertThat(said.toString())
                .contains("0 rows point at a missing object, 3 rows kept the application's value, 1 exception.")
                .contains("what was overwritten meanwhile is at its new key")
                .contains("SOURCE_MISSING 1")
                .doesNotContain(" 0 refusals");
    }
}
