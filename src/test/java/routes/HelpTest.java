package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import routes.cli.OperatorCommands;
import routes.config.ConfigurationException;
import routes.config.Role;
import routes.config.Settings;
import routes.run.MigrationProcess;

/** What {@code --help} says, of the program and of each command. */
class HelpTest {

    private static final Settings DEFAULTS = Settings.load(key -> null, key -> null);

    private static CommandLine program() {
        CommandLine program = new CommandLine(new Application());
        OperatorCommands.addTo(program, () -> DEFAULTS);
        return program;
    }

    @Test
    void should_list_the_variables_that_a_migration_needs_and_no_others() {
        List<String> missing = catchThrowableOfType(
                        ConfigurationException.class, () -> new MigrationProcess(Role.RUN, DEFAULTS).run())
                .problems();
        String help = String.join(" ", program().getCommandSpec().usageMessage().footer());

        assertThat(Pattern.compile("\\b[A-Z][A-Z0-9]+(_[A-Z0-9]+)+\\b")
                        .matcher(help)
                        .results()
                        .map(MatchResult::group))
                .containsExactlyInAnyOrderElementsOf(missing.stream()
                        .map(line -> line.replaceFirst(" .*", ""))
                        .toList());
    }

    /** A terminal breaks lines where it must: a sentence that is broken before is broken twice. */
    @Test
    void should_leave_it_to_the_terminal_where_a_paragraph_is_broken() {
        program().getSubcommands().forEach((name, command) -> assertThat(
                        Arrays.stream(command.getCommandSpec().usageMessage().footer())
                                .filter(line -> !line.isEmpty()))
                .as(name)
                .allMatch(line -> line.endsWith(".")));
    }

    @Test
    void should_name_settings_by_their_variables_when_a_command_speaks_of_some() {
        Set<String> keys = DEFAULTS.all().keySet();

        program().getSubcommands().forEach((name, command) -> assertThat(
                        Pattern.compile("\\b[a-z0-9]+([.-][a-z0-9]+)+\\b")
                                .matcher(command.getUsageMessage())
                                .results()
                                .map(MatchResult::group)
                                .filter(word -> word.contains("."))
                                .collect(Collectors.toSet()))
                .as(name)
                .doesNotContainAnyElementsOf(keys));
    }
}
