package routes.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Option;
import routes.config.Settings;
import routes.process.Lifecycle;
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
        String key = operator.key("control");
        if (paused) {
            operator.redis().set(key, "paused");
        } else {
            operator.redis().del(key);
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
        if (!confirmed) {
            say("not every process has obeyed within %d s", seconds);
        }
        return confirmed ? Lifecycle.DONE : Lifecycle.FAILED;
    }
}
