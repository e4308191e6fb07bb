package routes.cli;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.apply.ApplySettings;
import routes.apply.KeyRange;
import routes.apply.Rollback;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.ledger.Column;
import routes.queue.PauseNote;

/** Gives rewritten rows their legacy path back. */
@Command(
        name = "rollback",
        description = "Writes the legacy paths back into the rows that this migration has rewritten.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Changes rows that still hold the path the migration gave them, in transactions of APPLY_ROWS rows, and their state in "
                    + "the ledger. Objects stay in both buckets. Interrupted, it goes on where it stopped when it is called again. The "
                    + "migration is paused then, so that no process that comes back migrates the rows again; after resume a run does.",
            "Exit codes: 0 done, 1 refused (a run is going on) or failed, 2 bad configuration or usage, 3 done, but the database "
                    + "refuses the legacy path of some rows."
        })
final class RollbackCommand extends OperatorCommand {

    @Option(names = "--dry-run", description = "Count the rows only.")
    private boolean dryRun;

    @Option(names = "--abandon", description = "Forget the jobs and the scan of a run that was stopped half-way.")
    private boolean abandon;

    @Mixin
    private TableOption tables;

    /** How often, a second apart, rows are looked at that other transactions hold. */
    private static final int LOOKS = 20;

    /** The answer of the command; the counts are those of {@link Rollback.Result}. */
    record Answer(boolean dryRun, long restored, long changed, long refused, long held) {}

    RollbackCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws InterruptedException {
        operator.requireNamespace();
        operator.requireUsableLedger();
        List<Column> columns = tables.of(operator.columns());
        if (!dryRun) {
            operator.requireNoRun(!abandon);
            if (abandon) {
                operator.queue.abandon();
            }
            operator.pauses.begin(PauseNote.ofCommand("rollback"));
            operator.cutOver.takeBack();
            operator.queue.cursor().forget();
            operator.processes.begun();
        }
        int rows = ApplySettings.of(operator.settings).rows();
        Rollback.Result sum = Rollback.Result.NONE;
        try (WorkProgress progress = progress("rows")) {
            for (Column column : columns) {
                Rollback rollback = new Rollback(column.schema(), column.statements(), operator.table(), rows);
                if (!dryRun) {
                    forgetCopies(operator, rollback);
                }
                sum = sum.plus(rollBack(operator, rollback, progress));
            }
        }
        answer(new Answer(dryRun, sum.restored(), sum.changed(), sum.refused(), sum.held()));
        say(
                dryRun ? "%s rows would hold their legacy path again" : "%s rows hold their legacy path again",
                Text.number(sum.restored()));
        say(
                "%s rows were changed or deleted by the application since: they stay as they are",
                Text.number(sum.changed()));
        if (sum.refused() > 0) {
            say("%s rows stay as they are: the database refuses their legacy path", Text.number(sum.refused()));
        }
        if (!dryRun) {
            say("The migration is paused: a run goes on when you say resume.");
        }
        if (sum.held() > 0) {
            throw new RefusedException(
                    sum.held() + " rows are held by other transactions, and stay as they are: call it again");
        }
        return sum.refused() == 0 ? ExitCode.DONE : ExitCode.DONE_WITH_EXCEPTIONS;
    }

    private static void forgetCopies(Operator operator, Rollback rollback) {
        Iterator<KeyRange> ranges = rollback.copied();
        while (ranges.hasNext()) {
            operator.requireNoRun(true);
            rollback.forget(ranges.next());
        }
    }

    /** Rolls back all, and looks again for a while at what other transactions hold. */
    private Rollback.Result rollBack(Operator operator, Rollback rollback, WorkProgress progress)
            throws InterruptedException {
        Rollback.Result sum = look(operator, rollback, progress);
        for (int look = 2; look <= LOOKS && sum.held() > 0; look++) {
            TimeUnit.SECONDS.sleep(1);
            Rollback.Result before = new Rollback.Result(sum.restored(), sum.changed(), 0, 0);
            sum = before.plus(look(operator, rollback, progress));
        }
        return sum;
    }

    private Rollback.Result look(Operator operator, Rollback rollback, WorkProgress progress) {
        Rollback.Result sum = Rollback.Result.NONE;
        Iterator<KeyRange> ranges = rollback.ranges();
        while (ranges.hasNext()) {
            KeyRange range = ranges.next();
            Rollback.Result result;
            if (dryRun) {
                result = rollback.count(range);
            } else {
                operator.requireNoRun(true);
                result = rollback.rollBack(range);
            }
            sum = sum.plus(result);
            progress.add(result.restored() + result.changed() + result.refused());
        }
        return sum;
    }
}
