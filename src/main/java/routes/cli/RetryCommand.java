package routes.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redis.clients.jedis.resps.StreamEntry;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.fault.Reason;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Retries;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.queue.JobCodec.MalformedJobException;

/** Makes recorded exceptions work again. */
@Command(
        name = "retry",
        description = "Makes failed rows work again, all or some; without a selection dead-lettered jobs too.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Marks rows in the ledger and moves dead letters back into the queue. A run that is going on takes them up in its next "
                    + "pass at the latest; otherwise the next run does.",
            "Exit codes: 0 done, 1 failed, 2 bad configuration or usage."
        })
final class RetryCommand extends OperatorCommand {

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Only rows that failed with this code: ${COMPLETION-CANDIDATES}.")
    private List<Reason> codes = List.of();

    @Option(names = "--key", paramLabel = "KEY", description = "Only the row with this row key (bytes: hexadecimal).")
    private List<String> keys = List.of();

    @Mixin
    private TableOption tables;

    /**
     * The answer of the command.
     *
     * @param rows failed rows marked now
     * @param jobs dead-lettered jobs put back
     * @param discarded dead letters that are no job of this migration, removed: the scan finds their rows
     * @param running whether a producer is alive to take them up
     */
    record Answer(long rows, long jobs, long discarded, boolean running) {}

    RetryCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) {
        operator.requireNamespace();
        operator.requireUsableLedger();
        Columns all = operator.columns();
        List<Column> columns = tables.of(all);
        if (!keys.isEmpty() && columns.size() > 1) {
            throw new ConfigurationException("--key needs --table: a row key may be that of rows of several tables");
        }
        Retries retries = new Retries(all, operator.table());
        long rows = keys.isEmpty()
                ? columns.stream()
                        .mapToLong(column -> retries.mark(column.number(), codes))
                        .sum()
                : keys.stream()
                        .filter(key -> marked(retries, columns.get(0), key))
                        .count();
        boolean everything = codes.isEmpty() && keys.isEmpty() && columns.size() == all.size();
        Map<Boolean, Long> letters = everything ? deadLetters(operator) : Map.of();
        boolean running = operator.processes.alive().stream()
                .anyMatch(process -> !process.role().equals("consumer"));
        if (rows > 0 && !running) {
            operator.processes.begun();
        }
        Answer answer = new Answer(rows, letters.getOrDefault(true, 0L), letters.getOrDefault(false, 0L), running);
        answer(answer);
        say("%s rows will be tried again", Text.number(answer.rows()));
        if (answer.jobs() + answer.discarded() > 0) {
            say(
                    "%s dead-lettered jobs are back in the queue; %s dead letters that are no jobs were removed",
                    Text.number(answer.jobs()), Text.number(answer.discarded()));
        }
        say(
                running
                        ? "the run that is going on takes them up, or the next one if it is at its very end"
                        : "no run is going on: the next one takes them up");
        return ExitCode.DONE;
    }

    private boolean marked(Retries retries, Column column, String key) {
        try {
            if (retries.mark(column.number(), key, codes)) {
                return true;
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("--key is no row key of this table: " + key);
        }
        say("row %s is not a failed one that waits", key);
        return false;
    }

    /** Jobs put back (true) and entries removed (false). */
    private static Map<Boolean, Long> deadLetters(Operator operator) {
        Map<Boolean, Long> counts = new LinkedHashMap<>();
        List<StreamEntry> page = operator.queue.deadEntries(null);
        while (!page.isEmpty()) {
            for (StreamEntry entry : page) {
                Optional<Job> job = job(entry).filter(read -> operator.columns()
                        .owner(read.column(), read.migration())
                        .isPresent());
                String id = entry.getID().toString();
                if (job.isPresent() ? operator.queue.split(id, List.of(job.get())) : operator.queue.discard(id)) {
                    counts.merge(job.isPresent(), 1L, Long::sum);
                }
            }
            page = operator.queue.deadEntries(page.get(page.size() - 1).getID());
        }
        return counts;
    }

    private static Optional<Job> job(StreamEntry entry) {
        try {
            return Optional.of(new JobCodec().read(entry));
        } catch (MalformedJobException e) {
            return Optional.empty();
        }
    }
}
