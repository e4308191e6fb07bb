package routes.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.Migration;
import routes.config.Settings;
import routes.ledger.Columns;
import routes.ledger.LedgerCounts;
import routes.resync.LeftOut;
import routes.resync.ManifestResult;

/** Says what may be deleted of the legacy objects, or removes what a migration has left behind. */
@Command(
        name = "finish",
        description = {
            "Drops the ledger and everything in Redis. Roll-back, retry and resuming are impossible then.",
            "With --manifest it drops nothing, and writes which legacy objects may be deleted."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Asks for the name of the ledger's table, unless it is given. Rows and objects are not touched: nothing is ever deleted.",
            "The manifest is a CSV as S3 Batch Operations read it; FILE.left-out.csv names the legacy objects that are not in it, and why.",
            "Exit codes: 0 done, 1 refused (a run is going on) or failed, 2 bad configuration or usage, 3 the manifest leaves objects out."
        })
final class FinishCommand extends OperatorCommand {

    private static final Pattern S3 = Pattern.compile("s3://([^/]+)/(.+)");
    private static final String LEFT_OUT = ".left-out.csv";

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The name of the ledger's table, to confirm; of several the first one's.")
    private String table;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Write the manifest to this file, or to s3://BUCKET/KEY, and end.")
    private String manifest;

    @Mixin
    private SortOptions sorting;

    /** The answer of the command. */
    record Answer(String dropped, long rows) {}

    /**
     * The answer with a manifest.
     *
     * @param objects legacy objects that may be deleted
     * @param leftOut legacy objects that may not, by reason
     */
    record ManifestAnswer(String manifest, long objects, String leftOutFile, Map<LeftOut, Long> leftOut) {}

    FinishCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws IOException {
        operator.requireNamespace();
        operator.requireLedger();
        operator.requireNoRun(false);
        if (manifest != null) {
            operator.columns().requireKnowledgeOfCopies();
            return writeManifest(operator);
        }
        String ledger = operator.migration.ledger();
        if (!ledger.equals(confirmed(ledger))) {
            throw new ConfigurationException("--table must be the name of the ledger, which is " + ledger);
        }
        Columns columns = operator.columns();
        long rows = LedgerCounts.sum(columns.counts()).total();
        String dropped = String.join(
                ", ", operator.migrations.stream().map(Migration::ledger).toList());
        // the ledger last: without it nobody could say that what is in Redis is this migration's
        operator.queue.forget();
        operator.processes.forget();
        columns.forEach(column -> column.ledger().drop());
        answer(new Answer(dropped, rows));
        say("dropped %s with %s rows, and what was in Redis under %s", dropped, Text.number(rows), operator.namespace);
        return ExitCode.DONE;
    }

    private int writeManifest(Operator operator) throws IOException {
        Matcher s3 = S3.matcher(manifest);
        if (!s3.matches()) {
            Path file = Path.of(manifest).toAbsolutePath();
            if (!Files.isDirectory(file.getParent()) || !Files.isWritable(file.getParent())) {
                throw new ConfigurationException("--manifest names no folder that can be written to: " + manifest);
            }
            return report(operator.manifest(sorting.directory()).write(file, Path.of(file + LEFT_OUT)));
        }
        Path file = Files.createTempFile("manifest", ".csv");
        Path leftOut = Files.createTempFile("left-out", ".csv");
        try {
            ManifestResult result = operator.manifest(sorting.directory()).write(file, leftOut);
            operator.connections.s3().putObject(put -> put.bucket(s3.group(1)).key(s3.group(2)), file);
            operator.connections.s3().putObject(put -> put.bucket(s3.group(1)).key(s3.group(2) + LEFT_OUT), leftOut);
            return report(result);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(leftOut);
        }
    }

    private int report(ManifestResult result) {
        answer(new ManifestAnswer(manifest, result.objects(), manifest + LEFT_OUT, result.leftOut()));
        say("%s legacy objects may be deleted: %s", Text.number(result.objects()), manifest);
        result.leftOut()
                .forEach((reason, count) -> say(
                        "  %-18s %s", reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), Text.number(count)));
        say("left out: %s", manifest + LEFT_OUT);
        say("Nothing was deleted, and the ledger is as it was.");
        return result.leftOut().isEmpty() ? ExitCode.DONE : ExitCode.DONE_WITH_EXCEPTIONS;
    }

    @SuppressWarnings("SystemConsoleNull")
    private String confirmed(String ledger) {
        if (table != null) {
            return table;
        }
        Console console = System.console();
        return console == null
                ? null
                : console.readLine("This drops %s. Roll-back is impossible then. Its name, to confirm: ", ledger);
    }
}
