package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Role;

/** A migration that an earlier version was ended in the middle of, as it was found then: {@link UpgradeIT} has recorded it. */
@Timeout(120)
class UpgradeTest {

    private static final String BEGINNING =
            "TEMP_TABLE_FOR_UPDATE (temp.table.for.update) names the ledger of an earlier version";

    private final MigrationFixture fixture = new MigrationFixture();
    private final String namespace = fixture.database().name();
    private OldMigration old;

    @BeforeEach
    void leave() throws Exception {
        old = OldMigration.recorded();
        old.in(fixture.withTable());
        assertThat(fixture.ledger()).contains("APPLIED", "COPIED", "FAILED SOURCE_MISSING");
    }

    private String refusal(Role role) {
        ConfigurationException refusal = catchThrowableOfType(ConfigurationException.class, () -> fixture.run(role));
        assertThat(refusal).isNotNull();
        assertThat(refusal.problems()).singleElement().asString().doesNotContain("\n", "(conn=");
        return refusal.problems().get(0);
    }

    @ParameterizedTest
    @EnumSource
    void should_say_in_one_line_what_to_execute_and_write_nothing_when_the_ledger_may_not_be_changed(Role role)
            throws Exception {
        Map<String, Object> before = OldMigration.everything(fixture);

        String refusal = refusal(role);

        assertThat(refusal).startsWith(BEGINNING).contains("have somebody who may do: ALTER TABLE `moved` ADD COLUMN");
        assertThat(OldMigration.everything(fixture)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resync", "verify --repair", "finish --manifest=%s"})
    void should_say_the_same_when_a_command_needs_what_the_ledger_lacks(String command, @TempDir Path folder)
            throws Exception {
        Operating.Answer answer = Operating.command(
                fixture, command.formatted(folder.resolve("manifest.csv")).split(" "));

        assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(ExitCode.BAD_CONFIGURATION);
        assertThat(answer.err().lines())
                .singleElement()
                .asString()
                .startsWith(BEGINNING)
                .contains("ALTER TABLE");
    }

    @Test
    void should_go_on_when_the_ledger_was_changed_as_the_line_says() throws Exception {
        Map<String, Object> before = OldMigration.everything(fixture);
        Operating.Answer plan = Operating.command(fixture, "plan");
        assertThat(plan.exitCode()).as(plan.toString()).isEqualTo(ExitCode.DONE);
        String ledger = plan.out()
                .lines()
                .filter(line -> line.startsWith("Ledger "))
                .findFirst()
                .orElse("");
        assertThat(ledger).contains("of an earlier version", "ALTER TABLE");
        Operating.Answer status = Operating.command(fixture, "status");
        assertThat(status.exitCode()).as(status.toString()).isEqualTo(ExitCode.DONE);
        assertThat(status.out()).contains("stopped").doesNotContain("Problem");
        assertThat(Operating.command(fixture, "verify").out()).contains("different    0", "orphaned     0");
        assertThat(OldMigration.everything(fixture)).isEqualTo(before);

        fixture.execute(ledger.substring(ledger.indexOf("ALTER TABLE")));
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        List<String> missing = fixture.column("SELECT ImagePath FROM ImageDataTable WHERE ImagePath LIKE 'image/%'");
        assertThat(missing).hasSize(3);
        fixture.objects(missing.toArray(String[]::new));
        assertThat(Operating.command(fixture, "retry").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.run()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths())
                .containsExactlyElementsOf(old.rows().stream()
                        .map(row -> row.get(1).replaceFirst("^image/", "avatar/"))
                        .toList());
        for (String key : fixture.targetKeys()) {
            assertThat(fixture.targetContent(key)).isEqualTo(key.replaceFirst("^avatar/", "image/"));
        }
        assertThat(Operating.command(fixture, "verify").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(Operating.command(fixture, "rollback").exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("image/"));
    }

    @Test
    void should_change_the_ledger_and_go_on_when_the_user_may_and_the_earlier_processes_were_killed() throws Exception {
        old.liveIn(namespace, Duration.ofSeconds(2));
        fixture.with("preflight.timeout", "20s");
        fixture.execute(
                "GRANT ALTER ON " + namespace + ".* TO " + fixture.database().user() + "@'%'");

        assertThat(fixture.run()).isEqualTo(ExitCode.DONE_WITH_EXCEPTIONS);

        assertThat(fixture.column("SELECT DISTINCT state FROM moved ORDER BY state"))
                .containsExactly("APPLIED", "FAILED");
        assertThat(fixture.targetKeys()).hasSize(fixture.sourceKeys().size());
    }

    @Test
    void should_roll_back_the_ledger_as_it_is() throws Exception {
        Operating.Answer answer = Operating.command(fixture, "rollback", "--abandon");

        assertThat(answer.exitCode()).as(answer.toString()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.paths()).allMatch(path -> path.startsWith("image/"));
        assertThat(fixture.ledger())
                .allMatch(state -> state.equals("SUPERSEDED ROLLED_BACK") || state.startsWith("FAILED"));
    }

    @ParameterizedTest
    @EnumSource
    void should_begin_nothing_while_a_process_of_an_earlier_version_is_alive(Role role) throws Exception {
        fixture.execute(
                "GRANT ALTER ON " + namespace + ".* TO " + fixture.database().user() + "@'%'");
        old.liveIn(namespace, Duration.ofMinutes(1));
        Map<String, Object> before = OldMigration.everything(fixture);

        assertThat(refusal(role))
                .startsWith("REDIS_NAMESPACE (redis.namespace) has processes of another version at work: run vm-")
                .contains("stop them first");

        assertThat(OldMigration.everything(fixture)).isEqualTo(before);
    }
}
