package routes.cli;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import routes.config.Settings;

/** The operator's commands, as sub-commands of the program. */
public final class OperatorCommands {

    private OperatorCommands() {}

    /**
     * Adds them.
     *
     * @param settings asked for when a command runs
     */
    public static void addTo(CommandLine program, Supplier<Settings> settings) {
        List.of(
                        new PlanCommand(settings),
                        new StatusCommand(settings),
                        new FlagCommand.Pause(settings),
                        new FlagCommand.Resume(settings),
                        new PaceCommand(settings),
                        new RetryCommand(settings),
                        new CutOverCommand(settings),
                        new ResyncCommand(settings),
                        new VerifyCommand(settings),
                        new RollbackCommand(settings),
                        new FinishCommand(settings))
                .forEach(program::addSubcommand);
        program.addSubcommand(new CompletionCommand());
    }
}
