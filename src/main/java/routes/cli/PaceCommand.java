package routes.cli;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.process.ProcessSettings;
import routes.status.ProcessStatus;

/** Shows how fast requests are sent to S3, and says how fast they may be. */
@Command(
        name = "pace",
        description = "Shows the pace of the requests to S3, or caps it while the migration runs.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The cap is the whole migration's, divided among the consumers alive, which follow within seconds. It stands in Redis "
                    + "(NAMESPACE:pace) until another one is set or the migration is finished, over restarts too.",
            "Exit codes: 0 done, 1 failed, 2 bad configuration or usage."
        })
final class PaceCommand extends OperatorCommand {

    private static final int MOST = 10_000_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "RATE",
            description = "Requests a second that all consumers may send together; 0: as many as S3 takes;"
                    + " default: as the setting COPY_MAX_REQUESTS_PER_SECOND says.")
    private String rate;

    /**
     * The answer of the command.
     *
     * @param cap requests a second that all consumers may send together; 0: as many as S3 takes
     * @param rate requests a second that they may send at the moment
     * @param processes those that copy
     */
    record Answer(int cap, double rate, List<ProcessStatus> processes) {}

    PaceCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) {
        operator.requireNamespace();
        if (rate != null) {
            operator.queue.mostRequests(wanted());
        }
        int cap = operator.queue
                .mostRequests()
                .orElse(ProcessSettings.of(operator.settings).mostRequests());
        List<ProcessStatus> copying = operator.processes.alive().stream()
                .filter(process -> process.pacing() != null && !process.role().equals("producer"))
                .toList();
        double sum =
                copying.stream().mapToDouble(process -> process.pacing().rate()).sum();
        answer(new Answer(cap, sum, copying));
        say(cap == 0 ? "no cap: as many requests as S3 takes" : "cap: %s requests a second", Text.number(cap));
        copying.forEach(process -> say("  %s %s: %s", process.role(), process.id(), describe(process.pacing())));
        if (copying.isEmpty()) {
            say("no consumer is alive; those started from now on obey");
        }
        return ExitCode.DONE;
    }

    /** One line of what the pace of a process is. */
    static String describe(ProcessStatus.Pacing pacing) {
        if (pacing.blockedSeconds() != null) {
            return "S3 has refused every request for " + Text.duration(pacing.blockedSeconds());
        }
        return String.format(
                Locale.ROOT,
                "%,.0f requests/s allowed, %s, %,d refused, %s waited",
                pacing.rate(),
                pacing.limit() == 0
                        ? "no limit of S3 found"
                        : String.format(Locale.ROOT, "S3 begins to refuse at %,.0f/s", pacing.limit()),
                pacing.refusals(),
                Text.duration(pacing.waitedSeconds()));
    }

    private OptionalInt wanted() {
        if (rate.equals("default")) {
            return OptionalInt.empty();
        }
        try {
            int wanted = Integer.parseInt(rate);
            if (wanted >= 0 && wanted <= MOST) {
                return OptionalInt.of(wanted);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConfigurationException(
                "RATE must be a whole number from 0 to " + MOST + ", or default, and is " + rate);
    }
}
