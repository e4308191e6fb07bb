package routes.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Settings;
import routes.scan.ScanSettings;
import routes.verify.Comparison;
import routes.verify.Difference;
import routes.verify.Entry;
import routes.verify.ExternalSort;
import routes.verify.Listing;
import routes.verify.TableWalk;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Compares table and buckets, without the ledger. */
@Command(
        name = "verify",
        description =
                "Compares every row with the listings of both buckets, whatever the ledger says. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reports rows whose object is missing or differs from the source, objects under the new prefix that no row",
            "points at, and rows still on the legacy prefix. Sorts on disk, in --directory, what does not fit into a quarter",
            "of the heap. During a run, rows not yet migrated are reported as legacy rows.",
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

    @Mixin
    private SortOptions sorting;

    /**
     * The answer of the command.
     *
     * @param differences by kind
     * @param unpaired rows whose object has none in the source to compare it with
     * @param unreadable objects whose key the listings do not say in full
     * @param examples the first of each kind
     */
    record Answer(
            boolean clean,
            long rows,
            long targetObjects,
            long sourceObjects,
            long listRequests,
            Map<Difference.Kind, Long> differences,
            long unpaired,
            long unreadable,
            List<String> unreadableExamples,
            Map<Difference.Kind, List<Difference>> examples) {}

    VerifyCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws Exception {
        Map<Difference.Kind, List<Difference>> examples = new EnumMap<>(Difference.Kind.class);
        Listing listing = new Listing(operator.connections.s3());
        try (Writer file =
                        output == null ? Writer.nullWriter() : Files.newBufferedWriter(output, StandardCharsets.UTF_8);
                BufferedWriter buffer = new BufferedWriter(file);
                CsvWriter csv = CsvWriter.builder().build(buffer);
                ExternalSort sort = new ExternalSort(sorting.directory(), SortOptions.memory())) {
            csv.writeRecord("kind", "row_key", "key", "detail");
            try (WorkProgress progress = progress("rows and objects")) {
                collect(operator, listing, entry -> {
                    sort.add(entry);
                    progress.add(1);
                });
            }
            Comparison comparison = new Comparison(sizesOnly, difference -> {
                csv.writeRecord(
                        difference.kind().name(),
                        difference.row() == null ? "" : difference.row(),
                        difference.key(),
                        difference.detail());
                List<Difference> known = examples.computeIfAbsent(difference.kind(), kind -> new ArrayList<>());
                if (known.size() < EXAMPLES) {
                    known.add(difference);
                }
            });
            sort.forEach(comparison);
            comparison.end();
            return report(comparison, listing, examples);
        }
    }

    /**
     * The table first: a row that holds a new path then has its object in the listing that follows, during a run too.
     */
    private static void collect(Operator operator, Listing listing, ExternalSort.Visitor entries) throws IOException {
        Migration migration = operator.migration;
        new TableWalk(
                        operator.schema(),
                        operator.statements(),
                        operator.connections.database(),
                        ScanSettings.of(operator.settings).pageRows())
                .forEach((key, path, legacy) -> entries.visit(new Entry(
                        legacy ? bytes(migration.newKey(new String(path, StandardCharsets.UTF_8))) : path,
                        legacy ? Entry.Kind.LEGACY_ROW : Entry.Kind.ROW,
                        0,
                        key)));
        CompletableFuture<Void> source = CompletableFuture.runAsync(() -> list(
                listing,
                migration.sourceBucket(),
                migration.legacyPrefix(),
                object -> entries.visit(entry(object, migration.newKey(object.key()), Entry.Kind.SOURCE_OBJECT))));
        boolean oneBucket = migration.sourceBucket().equals(migration.targetBucket());
        try {
            list(listing, migration.targetBucket(), migration.targetPrefix(), object -> {
                if (!oneBucket || !object.key().startsWith(migration.legacyPrefix())) {
                    entries.visit(entry(object, object.key(), Entry.Kind.TARGET_OBJECT));
                }
            });
        } finally {
            join(source);
        }
    }

    private static void join(CompletableFuture<Void> task) throws IOException {
        try {
            task.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static void list(Listing listing, String bucket, String prefix, Listing.Visitor visitor) {
        try {
            listing.forEach(bucket, prefix, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int report(Comparison comparison, Listing listing, Map<Difference.Kind, List<Difference>> examples) {
        boolean clean = comparison.counts().values().stream().allMatch(count -> count == 0);
        answer(new Answer(
                clean,
                comparison.rows(),
                comparison.targetObjects(),
                comparison.sourceObjects(),
                listing.requests(),
                comparison.counts(),
                comparison.unpaired(),
                listing.unreadable(),
                listing.unreadableExamples(),
                examples));
        say(
                "%s rows, %s objects under the new prefix, %s under the legacy one; %s listing requests",
                Text.number(comparison.rows()),
                Text.number(comparison.targetObjects()),
                Text.number(comparison.sourceObjects()),
                Text.number(listing.requests()));
        comparison.counts().forEach((kind, count) -> {
            say("  %-12s %s", name(kind), Text.number(count));
            examples.getOrDefault(kind, List.of())
                    .forEach(difference -> say(
                            "    %s%s%s",
                            difference.row() == null ? "" : "row " + difference.row() + ": ",
                            Text.printable(difference.key()),
                            difference.detail().isEmpty() ? "" : " (" + difference.detail() + ")"));
        });
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

    private static String name(Difference.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Entry entry(S3Object object, String key, Entry.Kind kind) {
        return new Entry(
                bytes(key),
                kind,
                object.size(),
                object.eTag() == null ? "" : object.eTag().replace("\"", ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
