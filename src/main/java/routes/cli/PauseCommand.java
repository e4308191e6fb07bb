package routes.cli;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import routes.config.Settings;
import routes.status.ProcessStatus;

/** Pauses a migration. */
@Command(
        name = "pause",
        description = "Stops producers and consumers from taking new work; what is in flight is finished.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Changes the flag NAMESPACE:control in Redis, which stands until resume, over restarts too.",
            "Exit codes: 0 every process obeys, 1 some do not yet, 2 bad configuration or usage."
        })
final class PauseCommand extends FlagCommand {

    private static final Set<ProcessStatus.State> QUIET =
            EnumSet.of(ProcessStatus.State.PAUSING, ProcessStatus.State.PAUSED, ProcessStatus.State.ENDING);

    PauseCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws InterruptedException {
        return set(operator, true, process -> QUIET.contains(process.state()));
    }
}
