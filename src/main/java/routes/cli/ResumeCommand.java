package routes.cli;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import routes.config.Settings;
import routes.status.ProcessStatus;

/** Ends a pause. */
@Command(
        name = "resume",
        description = "Lets producers and consumers take work again.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Removes the flag NAMESPACE:control in Redis.",
            "Exit codes: 0 every process obeys, 1 some do not yet, 2 bad configuration or usage."
        })
final class ResumeCommand extends FlagCommand {

    private static final Set<ProcessStatus.State> GOING =
            EnumSet.of(ProcessStatus.State.RUNNING, ProcessStatus.State.ENDING);

    ResumeCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws InterruptedException {
        return set(operator, false, process -> GOING.contains(process.state()));
    }
}
