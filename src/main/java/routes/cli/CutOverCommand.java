package routes.cli;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import routes.apply.ApplyMode;
import routes.apply.ApplySettings;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.status.Status;

/** Has the rows rewritten that were copied before. */
@Command(
        name = "cut-over",
        description = "With APPLY_MODE=on-command: has the rows rewritten whose objects are copied.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The producer looks at the copies once more, then rewrites the rows in the order of their keys; a run that has not "
                    + "copied everything yet does so first. The order stands in Redis (NAMESPACE:cut-over) until it is taken back, over "
                    + "restarts too; if Redis loses its data, give it again. Rows that are rewritten stay so: rollback undoes them.",
            "Exit codes: 0 done, 1 failed, 2 bad configuration or usage."
        })
final class CutOverCommand extends OperatorCommand {

    private static final int POLL_SECONDS = 1;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "When to begin, such as 2026-11-29T03:00:00+01:00; now, if it is not given.")
    private String at;

    @Option(names = "--abort", description = "Take the order back: what is not rewritten yet is not rewritten.")
    private boolean abort;

    @Option(names = "--wait", description = "Wait until no copied row is left to rewrite.")
    private boolean wait;

    /** The answer of the command; the same as {@code status} has. */
    record Answer(Status.CutOver cutOver, boolean running) {}

    CutOverCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws InterruptedException {
        operator.requireNamespace();
        operator.requireUsableLedger();
        if (ApplySettings.of(operator.settings).mode() != ApplyMode.ON_COMMAND) {
            throw Settings.problem("apply.mode", "must be on-command: with continuous, rows are rewritten at once");
        }
        if (abort) {
            operator.cutOver.takeBack();
        } else {
            operator.cutOver.give(time());
        }
        Status status = operator.status().read();
        boolean running =
                status.processes().stream().anyMatch(process -> !process.role().equals("consumer"));
        say(abort ? "taken back: no more rows are rewritten" : "%s", describe(status.cutOver()));
        if (!running) {
            say("no producer is alive; the next one obeys");
        }
        if (wait && !abort) {
            status = awaitRewrites(operator);
        }
        answer(new Answer(status.cutOver(), running));
        return ExitCode.DONE;
    }

    /** One line of how far a cut-over is. */
    static String describe(Status.CutOver cutOver) {
        String rows =
                "%s rows to rewrite, about %s".formatted(Text.number(cutOver.rows()), Text.duration(cutOver.seconds()));
        return switch (cutOver.stage()) {
            case COPYING -> "not ready: rows are being copied; " + rows + " so far";
            case READY -> "ready to cut over: " + rows + "; say cut-over";
            case ORDERED -> "ordered for " + cutOver.from() + ": " + rows;
        };
    }

    private Status awaitRewrites(Operator operator) throws InterruptedException {
        Status status = operator.status().readExact();
        try (WorkProgress progress = new WorkProgress()) {
            long all = status.rows().waiting();
            progress.begin("rows rewritten", all);
            while (status.rows().waiting() > 0 && operator.cutOver.from().isPresent()) {
                TimeUnit.SECONDS.sleep(POLL_SECONDS);
                status = operator.status().readExact();
                progress.add(Math.max(0, all - status.rows().waiting() - progress.done()));
            }
        }
        say("%s rows are left to rewrite", Text.number(status.rows().waiting()));
        return status;
    }

    private Instant time() {
        if (at == null) {
            return Instant.now();
        }
        try {
            return OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeParseException e) {
            throw new ConfigurationException(
                    "--at must be a time with its offset, such as 2026-11-29T03:00:00+01:00, and is " + at);
        }
    }
}
