package routes.cli;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Settings;
import routes.fault.Reason;
import routes.status.ProcessStatus;
import routes.status.Status;
import routes.throttle.Throttled;

/** Shows how far a migration is. */
@Command(
        name = "status",
        description = "Shows state, progress, rate, queue, processes and exceptions. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Figures of rows are the last exact count of the ledger and what was reported since.",
            "Exit codes: 0 shown, 1 shown in part (Redis or the ledger cannot be read), 2 bad configuration or usage."
        })
final class StatusCommand extends OperatorCommand {

    @Option(names = "--exact", description = "Count the ledger and the table now, which reads all of both.")
    private boolean exact;

    @Mixin
    private TableOption tables;

    StatusCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) {
        List<String> columns =
                tables.of(operator.migrations.stream().map(Migration::name).toList());
        Status status =
                exact ? operator.status().readExact() : operator.status().read();
        answer(status);
        print(status, columns);
        boolean whole = status.queue() != null
                && status.problems().stream().noneMatch(problem -> problem.contains("cannot be counted"));
        return whole ? ExitCode.DONE : ExitCode.FAILED;
    }

    private void print(Status status, List<String> columns) {
        say("%s", status.migration());
        say("State       %s", status.situation().headline());
        if (status.situation().advice() != null) {
            say("  %s", status.situation().advice());
        }
        Status.Rows rows = status.rows();
        if (rows.countedAt() != null) {
            say("Rows        %s in all", rows.total() == null ? "not counted yet," : Text.number(rows.total()));
            say("  copied    %s (%s)", Text.number(rows.copied()), Text.percent(rows.copiedPercent()));
            say("  rewritten %s (%s)", Text.number(rows.applied()), Text.percent(rows.appliedPercent()));
            say("  failed    %s", Text.number(rows.failed()));
            if (rows.superseded() > 0) {
                say("  changed   %s by the application meanwhile", Text.number(rows.superseded()));
            }
            if (rows.rolledBack() > 0) {
                say("  rolled back %s", Text.number(rows.rolledBack()));
            }
            say("  %s", rows.exact() ? "exact" : "live; last exact count " + rows.countedAt());
        }
        if (status.columns().size() > 1) {
            status.columns().stream()
                    .filter(column -> columns.contains(column.column()))
                    .forEach(column -> say(
                            "  %-20s %s rewritten, %s copied, %s failed, of %s",
                            column.column(),
                            Text.number(column.applied()),
                            Text.number(column.waiting() + column.applied() + column.superseded()),
                            Text.number(column.failed()),
                            Text.number(column.total())));
        }
        if (status.cutOver() != null) {
            say("Cut-over    %s", CutOverCommand.describe(status.cutOver()));
        }
        if (status.scan() != null) {
            say(
                    "Scan        pass %d: %s rows found%s",
                    status.scan().pass(),
                    Text.number(status.scan().rows()),
                    status.scan().complete() ? ", end of the table reached" : "");
        }
        say(
                "Rate        %.0f copied/s, %.0f rewritten/s, %.0f failed/s over the last 10 s%s",
                status.rates().copied(),
                status.rates().applied(),
                status.rates().failed(),
                status.secondsLeft() == null ? "" : "; " + Text.duration(status.secondsLeft()) + " left");
        if (status.run() != null) {
            say(
                    "Run         %s since %s, %.0f rows/s on an average",
                    Text.duration(status.run().seconds()),
                    status.run().startedAt().truncatedTo(ChronoUnit.SECONDS),
                    status.run().perSecond());
        }
        printQueue(status.queue());
        status.processes().forEach(this::printProcess);
        status.exceptions()
                .forEach((code, count) -> say("Exceptions  %s: %s. %s", code, Text.number(count), Reason.advice(code)));
        Text.nearMisses(status.nearMisses()).forEach(line -> say("Not migrated  %s", line));
        if (status.lastEnd() != null) {
            say(
                    "Last run    ended at %s with exit code %d",
                    status.lastEnd().at(), status.lastEnd().exitCode());
        }
        status.problems().forEach(problem -> say("Problem     %s", problem));
    }

    private void printProcess(ProcessStatus process) {
        say(
                "Process     %s %s: %s, %d jobs and %d copies in flight, seen %s",
                process.role(),
                process.id(),
                process.state().name().toLowerCase(Locale.ROOT),
                process.jobs(),
                process.copies(),
                process.seen());
        if (process.pacing() != null && !process.role().equals("producer")) {
            say("  pace      %s", PaceCommand.describe(process.pacing()));
        }
        if (process.throttled() != null) {
            say("  database  %s", describe(process.throttled()));
        }
    }

    /** One line of how the servers of the database are. */
    private static String describe(Throttled throttled) {
        List<String> parts = new ArrayList<>();
        throttled.lags().forEach((replica, lag) -> parts.add("%s %.0f s behind".formatted(replica, lag)));
        if (throttled.threads() != null) {
            parts.add(throttled.threads() + " threads running");
        }
        parts.add(
                throttled.reason() == null
                        ? "work with the table goes on"
                        : "work with the table is paused since " + throttled.since());
        return String.join(", ", parts);
    }

    private void printQueue(Status.Queue queue) {
        if (queue == null) {
            return;
        }
        say(
                "Queue       %d jobs outstanding of %d at most, %d in flight%s%s; %d dead letters",
                queue.outstanding(),
                queue.limit(),
                queue.inFlight(),
                queue.later() == 0 ? "" : ", " + queue.later() + " waiting for another try",
                queue.oldestSeconds() == null ? "" : ", oldest " + Text.duration(queue.oldestSeconds()) + " old",
                queue.deadLetters());
        queue.consumers()
                .forEach(consumer -> say(
                        "  %s: %d jobs in flight, heard of %d s ago",
                        consumer.name(), consumer.jobs(), consumer.idleSeconds()));
    }
}
