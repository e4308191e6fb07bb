package routes.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.Operating;
import routes.config.ExitCode;
import routes.config.Role;
import routes.config.Settings;
import routes.run.MigrationProcess;
import routes.testing.Document;
import routes.testing.LogLines;
import routes.testing.Servers;
import routes.testing.Variables;
import routes.testing.Walk;
import routes.testing.Walks;

/** The commands of docs/emulation.md, with as many rows as take no time. */
@Timeout(120)
public class EmulationDocumentTest {

    private static final String PAGE = "docs/emulation.md#";
    private static final String OWN = PAGE + "Try it on your own servers";

    private final Servers.Database database = Servers.createDatabase();
    private final Variables variables = new Variables(Servers.settings(database, Servers.createBuckets()));
    private int exitCode;

    @Test
    @Walks({OWN, OWN + "[2]", OWN + "[3]", OWN + "[4]", OWN + "[5]", OWN + "[6]", OWN + "[7]"})
    void should_be_as_before_when_a_sample_was_made_migrated_and_reset(TestInfo test) throws Exception {
        Walk walk = new Walk(test.getTestMethod().orElseThrow(), this::run);
        walk.commands(OWN);
        walk.commands(OWN + "[2]");
        walk.commands(OWN + "[3]");
        walk.commands(OWN + "[4]");
        walk.commands(
                OWN + "[5]", () -> {}, () -> assertThat(exitCode).isEqualTo(ExitCode.DONE), () -> assertThat(exitCode)
                        .isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS));
        walk.commands(OWN + "[6]");
        walk.commands(OWN + "[7]");

        assertThat(Operating.command(() -> settings(), "status").out()).contains("State       not started");
        for (String column : List.of("ImagePath FROM Sample", "Avatar FROM Users")) {
            assertThat(new JdbcTemplate(database.dataSource()).queryForList("SELECT " + column, String.class))
                    .as(column)
                    .isNotEmpty()
                    .noneMatch(path -> path.startsWith("avatar/"));
        }
        walk.end();
    }

    @Test
    @Walks({PAGE + "Emulating production[2]", PAGE + "Millions"})
    void should_make_and_migrate_when_names_are_in_a_list(TestInfo test) throws Exception {
        // the servers that it would start itself
        variables.obey("export DATABASE_HOST=x DATABASE_NAME=x DB_USER=x DB_PASSWORD=x REDIS_HOST=x SOURCE_S3_BUCKET=x"
                + " TARGET_S3_BUCKET=x DATABASE_TABLE_TO_UPDATE=Sample TABLE_COLUMN_NAME_TO_UPDATE=ImagePath"
                + " LEGACY_S3_OBJECT_PREFIX=image TARGET_OBJECT_PREFIX=avatar");
        Walk walk = new Walk(test.getTestMethod().orElseThrow(), this::run);
        walk.commands(PAGE + "Emulating production[2]");
        assertThat(exitCode).isEqualTo(ExitCode.DONE);
        walk.commands(PAGE + "Millions");
        walk.end();
    }

    private Settings settings(String... options) {
        return variables
                .settings(options)
                .with(Map.of("redis.namespace", database.name(), "emulate.yes", "true", "report.uri", ""));
    }

    private String run(String line) throws Exception {
        if (variables.obey(line)) {
            return "";
        }
        String[] words = line.split(" +");
        if (words[0].equals("mvn")) {
            // thousands and millions take time, and nothing else
            String[] options = Stream.of(words)
                    .map(word -> word.replaceFirst("^(-Dsample.(?:rows|jobs)=).*", "$1300"))
                    // of so few, none may be among one in a hundred
                    .map(word -> word.replaceFirst("^(-Dsample.missing.percent=).*", "$130"))
                    .toArray(String[]::new);
            String names = Arrays.stream(words)
                    .filter(word -> word.startsWith("-Demulate="))
                    .map(word -> word.replaceFirst(".*=", ""))
                    .findFirst()
                    .orElseThrow();
            try (LogLines log = new LogLines()) {
                exitCode = new Emulation(settings(options)).run(List.of(names.split(",")));
                return String.join("\n", log.lines()).replace(database.name(), "s3-migration");
            }
        }
        String[] arguments = Document.arguments(line).orElseThrow();
        if (List.of(arguments).equals(List.of("run"))) {
            exitCode = new MigrationProcess(Role.RUN, settings()).run();
            return "";
        }
        Operating.Answer answer = Operating.command(() -> settings(), arguments);
        exitCode = answer.exitCode();
        return answer.out();
    }
}
