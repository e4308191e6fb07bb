package routes.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import routes.config.ConfigurationException;
import routes.config.ExitCode;
import routes.config.ObjectPath;
import routes.config.Settings;
import routes.connect.Preflight;
import routes.copy.CopySettings;
import routes.copy.DotSegments;
import routes.plan.LoadEstimate;
import routes.plan.ObjectFindings;
import routes.plan.PathCensus;
import routes.plan.Sampler;
import routes.plan.ServerLoad;
import routes.plan.SourceListing;
import routes.plan.TableCounts;
import routes.sort.ExternalSort;
import routes.verify.Listing;

/** Says what a migration would come to, and whether it can start. */
@Command(
        name = "plan",
        description = "Looks at settings, servers, rows and objects, and says what a run would do. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the table twice or three times, and asks S3 for --sample objects or, with --list, for the listing of",
            "the legacy prefix. Writes nothing to Redis or S3; in the database",
            "it tries to rewrite a row, and takes it back.",
            "Exit codes: 0 ready, 1 failed, 2 not ready (what is wrong is said), or usage."
        })
final class PlanCommand extends OperatorCommand {

    private static final int EXAMPLES = 10;

    @Option(names = "--list", description = "List the legacy prefix instead of looking at a sample.")
    private boolean list;

    @Option(
            names = "--sample",
            paramLabel = "OBJECTS",
            defaultValue = "400",
            description = "Objects to look at, chosen at random (default: ${DEFAULT-VALUE}).")
    private int sampled;

    @Mixin
    private EstimateOptions estimates;

    @Mixin
    private SortOptions sorting;

    /**
     * A path and the one it becomes.
     */
    record Mapping(String from, String to) {}

    /**
     * The answer of the command.
     *
     * @param problems what keeps a run from starting
     * @param table null when it cannot be read
     * @param rows null when the table cannot be read
     * @param objects null when S3 cannot be read; of all objects with {@code --list}, else of the sample
     * @param conditionalCopies whether the S3 server honours If-None-Match on copies; null while no copy has shown it
     * @param unreferenced objects without a row; null without {@code --list}
     * @param load what the run puts on the server of the database; null when the table cannot be read
     * @param unreadable the first of the objects whose key the listing does not say in full
     */
    record Answer(
            boolean ready,
            List<String> problems,
            TableFindings table,
            TableCounts.Counts rows,
            ObjectFindings.Sums objects,
            Boolean conditionalCopies,
            Long unreferenced,
            List<String> unreadable,
            EstimateOptions.Estimate estimate,
            ServerLoad load,
            List<Mapping> mappings) {}

    PlanCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws Exception {
        EstimateOptions.requirePositive("--sample", sampled);
        List<String> problems = new ArrayList<>();
        try {
            new Preflight(operator.settings, operator.migration, operator.connections, true).check();
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
        }
        Optional<TableCounts> table = table(operator);
        TableCounts.Counts rows = null;
        List<ObjectPath> sample = List.of();
        if (table.isPresent()) {
            PathCensus.Found paths = paths(operator).look(sampled);
            rows = table.get().count(paths);
            boolean dotSegments = CopySettings.dotSegments(operator.settings);
            sample = paths.sample().stream()
                    .filter(path -> dotSegments || !DotSegments.areIn(path.sourceKey()))
                    .toList();
        }
        ObjectFindings.Sums objects = null;
        Long unreferenced = null;
        List<String> unreadable = List.of();
        if (problems.isEmpty() && list) {
            SourceListing.Found found;
            try (WorkProgress progress = progress("rows and objects")) {
                found = listing(operator).look(() -> progress.add(1));
            }
            objects = found.objects();
            unreferenced = found.unreferenced();
            unreadable = found.unreadable();
        } else if (problems.isEmpty()) {
            objects = new Sampler(operator.connections.s3(), operator.migration.sourceBucket())
                    .look(sample.stream().map(ObjectPath::sourceKey).toList())
                    .sums(false);
        }
        List<Mapping> mappings = sample.stream()
                .limit(EXAMPLES)
                .map(path -> new Mapping(path.text(), path.newText()))
                .toList();
        EstimateOptions.Estimate estimate = rows == null ? null : estimates.of(operator.settings, rows, objects);
        ServerLoad load = rows == null
                ? null
                : new LoadEstimate(operator.schema(), operator.statements(), new JdbcTemplate(operator.table()))
                        .of(rows.legacy(), sample);
        Answer answer = new Answer(
                problems.isEmpty(),
                problems,
                table.isPresent() ? TableFindings.of(operator) : null,
                rows,
                objects,
                problems.isEmpty() ? operator.conditions.areHonoured().orElse(null) : null,
                unreferenced,
                unreadable,
                estimate,
                load,
                mappings);
        answer(answer);
        new PlanWords(this).print(operator.migration, answer);
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.BAD_CONFIGURATION;
    }

    /** Empty when preflight has said why the table cannot be read. */
    private static Optional<TableCounts> table(Operator operator) {
        try {
            return Optional.of(new TableCounts(operator.statements(), operator.table()));
        } catch (ConfigurationException | DataAccessException e) {
            return Optional.empty();
        }
    }

    private PathCensus paths(Operator operator) {
        return new PathCensus(
                operator.schema(),
                operator.tableWalk(),
                sorting.directory(),
                ExternalSort.memory(),
                CopySettings.dotSegments(operator.settings));
    }

    private SourceListing listing(Operator operator) {
        return new SourceListing(
                operator.migration,
                new Listing(operator.connections.s3()),
                operator.tableWalk(),
                sorting.directory(),
                ExternalSort.memory());
    }
}
