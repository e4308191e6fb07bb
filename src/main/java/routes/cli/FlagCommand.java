package routes.cli;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.queue.PauseNote;
import routes.status.ProcessStatus;

/** Sets the operator's flag and waits until every process obeys it. */
abstract class FlagCommand extends OperatorCommand {

    private static final int POLL_MILLIS = 200;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long to wait for every process to obey (default: ${DEFAULT-VALUE}).",
            defaultValue = "10")
    private int seconds;

    /**
     * The answer of the command.
     *
     * @param confirmed whether every process alive obeys
     */
    record Answer(boolean paused, boolean confirmed, List<ProcessStatus> processes) {}

    FlagCommand(Supplier<Settings> settings) {
        super(settings);
    }

    final int set(Operator operator, boolean paused, Predicate<ProcessStatus> obeys) throws InterruptedException {
        operator.requireNamespace();
        if (paused) {
            operator.pauses.begin(PauseNote.ofCommand("pause"));
        } else {
            operator.pauses.end();
        }
        Instant deadline = Instant.now().plusSeconds(seconds);
        List<ProcessStatus> alive = operator.processes.alive();
        while (!alive.stream().allMatch(obeys) && Instant.now().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            alive = operator.processes.alive();
        }
        boolean confirmed = alive.stream().allMatch(obeys);
        answer(new Answer(paused, confirmed, alive));
        say(paused ? "paused: no new work is taken until resume" : "resumed");
        if (alive.isEmpty()) {
            say("no process is alive; those started from now on obey");
        }
        alive.forEach(process -> say(
                "  %s %s: %s%s",
                process.role(),
                process.id(),
                process.state().name().toLowerCase(Locale.ROOT),
                process.jobs() > 0 ? ", " + process.jobs() + " jobs in flight" : ""));
        operator.processes.strangers().ifPresent(line -> say("  %s", line));
        if (!confirmed) {
            say("not every process has obeyed within %d s", seconds);
        }
        return confirmed ? ExitCode.DONE : ExitCode.FAILED;
    }

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
    static final class Pause extends FlagCommand {

        private static final Set<ProcessStatus.State> QUIET =
                EnumSet.of(ProcessStatus.State.PAUSING, ProcessStatus.State.PAUSED, ProcessStatus.State.ENDING);

        Pause(Supplier<Settings> settings) {
            super(settings);
        }

        @Override
        int run(Operator operator) throws InterruptedException {
            return set(operator, true, process -> QUIET.contains(process.state()));
        }
    }

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
    static final class Resume extends FlagCommand {

        private static final Set<ProcessStatus.State> GOING =
                EnumSet.of(ProcessStatus.State.RUNNING, ProcessStatus.State.ENDING);

        Resume(Supplier<Settings> settings) {
            super(settings);
        }

        @Override
        int run(Operator operator) throws InterruptedException {
            return set(operator, false, process -> GOING.contains(process.state()));
        }
    }
}
