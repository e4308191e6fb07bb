package routes.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.copy.CopySettings;
import routes.copy.CopyThreads;
import routes.ledger.Column;
import routes.resync.DeltaPass;
import routes.resync.DeltaResult;
import routes.resync.Finding;
import routes.resync.ResyncSettings;

/** Brings the copies up to date, whenever the operator wants to. */
@Command(
        name = "resync",
        description = "Copies again what was overwritten in the legacy bucket since its copy.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Compares a listing of the legacy prefix with the ledger, in passes until one finds nothing; before the end of a run, "
                    + "during one, or long after it. Overwrites only what the migration itself has copied: what the application has written "
                    + "at a new key stays, and is recorded as TARGET_CHANGED where the legacy object has changed too. Sorts on disk, in "
                    + "--directory, what does not fit into a quarter of the heap. Rows are not touched.",
            "Exit codes: 0 nothing is left, 1 failed, 2 bad configuration or usage, 3 some rows' objects are in question (with "
                    + "--dry-run: or out of date)."
        })
final class ResyncCommand extends OperatorCommand {

    /** Passes after which an application that overwrites all the time is left to a later call. */
    private static final int PASSES = 5;

    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Option(names = "--dry-run", description = "Count only.")
    private boolean dryRun;

    @Mixin
    private TableOption tables;

    @Mixin
    private SortOptions sorting;

    /**
     * The answer of the command; the figures are the last pass's, but for the copies, which are all of them.
     *
     * @param upToDate whether the last pass found nothing
     */
    record Answer(
            boolean dryRun,
            boolean upToDate,
            long rows,
            long changed,
            long copied,
            long gone,
            long conflicts,
            long failed,
            long retried,
            long listRequests,
            List<Finding> examples) {}

    ResyncCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws Exception {
        operator.requireNamespace();
        operator.requireUsableLedger();
        operator.columns().requireKnowledgeOfCopies();
        ExecutorService threads = CopyThreads.pool(CopySettings.concurrency(operator.settings));
        try {
            Answer answer = passes(operator, threads);
            if (answer.retried() > 0) {
                operator.processes.begun();
            }
            return report(answer);
        } finally {
            threads.shutdownNow();
        }
    }

    private Answer passes(Operator operator, ExecutorService threads) throws Exception {
        Set<Integer> columns =
                tables.of(operator.columns()).stream().map(Column::number).collect(Collectors.toSet());
        DeltaPass pass = operator.resync(sorting.directory()).pass();
        Duration patience = ResyncSettings.of(operator.settings).retryTime().plus(PAUSE.multipliedBy(2));
        Instant begun = Instant.now();
        long copied = 0;
        long retried = 0;
        for (int number = 1; ; number++) {
            DeltaResult result =
                    pass.run(columns::contains, threads, dryRun, () -> true).orElseThrow();
            copied += result.copied();
            retried += result.retried();
            boolean waits = result.undecided() > 0
                    && Duration.between(begun, Instant.now()).compareTo(patience) < 0;
            if (dryRun || result.isProof() || (number >= PASSES && !waits)) {
                return new Answer(
                        dryRun,
                        dryRun ? result.changed() == 0 : result.isProof(),
                        result.rows(),
                        result.changed(),
                        copied,
                        result.gone(),
                        result.conflicts(),
                        result.failed() + result.undecided(),
                        retried,
                        result.listRequests(),
                        result.examples());
            }
            say("pass %d: %s objects copied again", number, Text.number(result.copied()));
            TimeUnit.MILLISECONDS.sleep(waits ? PAUSE.toMillis() : 0);
        }
    }

    private int report(Answer answer) {
        answer(answer);
        say(
                "%s rows compared with the legacy bucket; %s listing requests",
                Text.number(answer.rows()), Text.number(answer.listRequests()));
        say(
                dryRun ? "  %s objects would be copied again" : "  %s objects copied again",
                Text.number(dryRun ? answer.changed() : answer.copied()));
        say("  %s rows whose object is gone from the legacy bucket", Text.number(answer.gone()));
        say("  %s rows whose object was written at the new key, too: it stays", Text.number(answer.conflicts()));
        say("  %s rows whose object cannot be copied again", Text.number(answer.failed()));
        findings(answer.examples());
        if (answer.retried() > 0) {
            say("  %s failed rows will be tried again by a run", Text.number(answer.retried()));
        }
        say(
                answer.upToDate()
                        ? "up to date"
                        : dryRun ? "not up to date" : "objects change all the time, or cannot be copied");
        boolean clean = answer.upToDate() && answer.gone() + answer.conflicts() + answer.failed() == 0;
        return clean ? ExitCode.DONE : ExitCode.DONE_WITH_EXCEPTIONS;
    }
}
