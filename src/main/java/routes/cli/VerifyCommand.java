package routes.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ExitCode;
import routes.config.Settings;
import routes.copy.CopySettings;
import routes.copy.CopyThreads;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.RowName;
import routes.resync.RepairResult;
import routes.resync.Repairs;
import routes.sort.ExternalSort;
import routes.verify.Comparison;
import routes.verify.Difference;
import routes.verify.Inventory;
import routes.verify.Listing;

/** Compares table and buckets, without the ledger. */
@Command(
        name = "verify",
        description =
                "Compares every row with the listings of both buckets, whatever the ledger says. Without --repair it changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reports rows whose object is missing or differs from the source, objects under the new prefix that no row points at, rows "
                    + "still on the legacy prefix, and rows that look as if they meant a legacy object in a form that is not migrated. "
                    + "Counts, too, the legacy objects that no row names, which are no difference. What to do about each kind is said "
                    + "below it, and in the last column of the file.",
            "--repair copies again what is missing or differs, if the ledger knows what of, and overwrites only the migration's own "
                    + "copies: an object that the application has written stays. During a run, rows not yet migrated are reported as "
                    + "legacy rows; after one that ended with code 3, the rows of its exceptions are.",
            "Sorts on disk, in --directory, what does not fit into a quarter of the heap.",
            "Exit codes: 0 clean, 1 failed, 2 bad configuration or usage, 3 differences."
        })
final class VerifyCommand extends OperatorCommand {

    private static final int EXAMPLES = 10;

    @Option(names = "--output", paramLabel = "FILE", description = "Write every difference into this CSV file.")
    private Path output;

    @Option(
            names = "--sizes-only",
            description = "Do not compare ETags: those of objects encrypted with KMS keys differ always.")
    private boolean sizesOnly;

    @Option(
            names = "--repair",
            description = "Make missing and stale copies again, and name the rows that point at nothing.")
    private boolean repair;

    @Mixin
    private TableOption tables;

    @Mixin
    private SortOptions sorting;

    VerifyCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws Exception {
        if (!repair) {
            return run(operator, Optional.empty());
        }
        operator.requireUsableLedger();
        operator.columns().requireKnowledgeOfCopies();
        ExecutorService threads = CopyThreads.pool(CopySettings.concurrency(operator.settings));
        try {
            return run(
                    operator, Optional.of(operator.resync(sorting.directory()).repairs(threads)));
        } finally {
            threads.shutdownNow();
        }
    }

    private int run(Operator operator, Optional<Repairs> repairs) throws IOException {
        Map<Difference.Kind, List<Difference>> examples = new EnumMap<>(Difference.Kind.class);
        Listing listing = new Listing(operator.connections.s3());
        try (Writer file =
                        output == null ? Writer.nullWriter() : Files.newBufferedWriter(output, StandardCharsets.UTF_8);
                BufferedWriter buffer = new BufferedWriter(file);
                CsvWriter csv = CsvWriter.builder().build(buffer);
                ExternalSort sort = new ExternalSort(sorting.directory(), ExternalSort.memory())) {
            csv.writeRecord("kind", "row_key", "key", "detail", "what_to_do");
            try (WorkProgress progress = progress("rows and objects")) {
                inventory(operator, listing).forEach(entry -> {
                    sort.add(entry);
                    progress.add(1);
                });
            }
            Columns columns = operator.columns();
            FullDifference full = new FullDifference(columns);
            List<Column> reported = tables.of(columns);
            Predicate<String> isReported = row ->
                    reported.contains(columns.get(RowName.parse(row, columns).column()));
            Comparison comparison = new Comparison(isReported, sizesOnly, found -> {
                Difference difference = full.of(found);
                csv.writeRecord(
                        difference.kind().name(),
                        difference.row() == null ? "" : difference.row(),
                        difference.key(),
                        difference.detail(),
                        difference.kind().advice());
                if (difference.kind().isOfObject()) {
                    repairs.ifPresent(some -> some.repair(
                            RowName.parse(found.row(), columns),
                            difference.key(),
                            difference.kind() == Difference.Kind.MISSING));
                }
                List<Difference> known = examples.computeIfAbsent(difference.kind(), kind -> new ArrayList<>());
                if (known.size() < EXAMPLES) {
                    known.add(difference);
                }
            });
            sort.forEach(comparison);
            comparison.end();
            return report(comparison, listing, repairs.map(Repairs::finish), examples);
        }
    }

    private static Inventory inventory(Operator operator, Listing listing) {
        return new Inventory(operator.migration, operator.tableWalk(), listing);
    }

    private int report(
            Comparison comparison,
            Listing listing,
            Optional<RepairResult> repairs,
            Map<Difference.Kind, List<Difference>> examples) {
        Map<Difference.Kind, Long> differences = new EnumMap<>(comparison.counts());
        differences.keySet().removeIf(kind -> !kind.isProblem());
        long found = differences.values().stream().mapToLong(Long::longValue).sum();
        boolean clean = found == repairs.map(RepairResult::repaired).orElse(0L);
        answer(new VerifyAnswer(
                clean,
                comparison.rows(),
                comparison.targetObjects(),
                comparison.sourceObjects(),
                listing.requests(),
                differences,
                comparison.counts().get(Difference.Kind.UNNAMED),
                comparison.unpaired(),
                listing.unreadable(),
                listing.unreadableExamples(),
                repairs.orElse(null),
                examples,
                advice(examples)));
        say(
                "%s rows, %s objects under the new prefix, %s under the legacy one; %s listing requests",
                Text.number(comparison.rows()),
                Text.number(comparison.targetObjects()),
                Text.number(comparison.sourceObjects()),
                Text.number(listing.requests()));
        comparison.counts().forEach((kind, count) -> {
            say("  %-12s %s", kind.words(), Text.number(count));
            examples.getOrDefault(kind, List.of())
                    .forEach(difference -> say(
                            "    %s%s%s",
                            difference.row() == null ? "" : "row " + difference.row() + ": ",
                            Text.printable(difference.key()),
                            difference.detail().isEmpty() ? "" : " (" + difference.detail() + ")"));
            if (count > 0 && kind.isProblem()) {
                say("    what to do: %s", kind.advice());
            }
        });
        repairs.ifPresent(this::report);
        if (comparison.unpaired() > 0) {
            say("  %s rows have their object, and no source to compare it with", Text.number(comparison.unpaired()));
        }
        if (listing.unreadable() > 0) {
            say("  %s keys that the listings do not say in full", Text.number(listing.unreadable()));
            listing.unreadableExamples().forEach(address -> say("    %s", Text.printable(address)));
        }
        if (output != null) {
            say("every difference: %s", output);
        }
        say(clean ? "clean" : "there are differences");
        return clean ? ExitCode.DONE : ExitCode.DONE_WITH_EXCEPTIONS;
    }

    private static Map<Difference.Kind, String> advice(Map<Difference.Kind, List<Difference>> examples) {
        Map<Difference.Kind, String> advice = new EnumMap<>(Difference.Kind.class);
        examples.keySet().stream().filter(Difference.Kind::isProblem).forEach(kind -> advice.put(kind, kind.advice()));
        return advice;
    }

    private void report(RepairResult repairs) {
        say("  %s objects copied again", Text.number(repairs.repaired()));
        say("  %s stay, since the application has written them at the new key", Text.number(repairs.written()));
        say("  %s cannot be repaired", Text.number(repairs.lost()));
        findings(repairs.examples());
    }
}
