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
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.plan.LoadEstimate;
import routes.plan.ObjectFindings;
import routes.plan.PathCensus;
import routes.plan.Sampler;
import routes.plan.ServerLoad;
import routes.plan.SourceListing;
import routes.plan.TableCounts;
import routes.sort.ExternalSort;
import routes.verify.Listing;
import routes.verify.TableWalk;

/** Says what a migration would come to, and whether it can start. */
@Command(
        name = "plan",
        description = "Looks at settings, servers, rows and objects, and says what a run would do. Changes nothing.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the table twice or three times, and asks S3 for --sample objects or, with --list, for the listing of the legacy "
                    + "prefix. Writes nothing to Redis or S3; in the database it tries to rewrite a row, and takes it back.",
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
    private TableOption tables;

    @Mixin
    private SortOptions sorting;

    /**
     * A path and the one it becomes.
     */
    record Mapping(String from, String to) {}

    PlanCommand(Supplier<Settings> settings) {
        super(settings);
    }

    @Override
    int run(Operator operator) throws Exception {
        EstimateOptions.requirePositive("--sample", sampled);
        List<String> problems = new ArrayList<>();
        try {
            new Preflight(operator.settings, operator.migrations, operator.connections, true).check();
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
        }
        Optional<List<Column>> columns = columns(operator);
        TableCounts.Counts rows = null;
        List<TableFindings> findings = List.of();
        List<ObjectPath> sample = List.of();
        if (columns.isPresent()) {
            PathCensus.Found paths = paths(operator, columns.get()).look(sampled);
            rows = new TableCounts(columns.get(), operator.table()).count(paths);
            findings = columns.get().stream()
                    .map(column ->
                            TableFindings.of(operator, column, paths.legacyOf().get(column.number())))
                    .toList();
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
        ServerLoad load = rows == null ? null : load(operator, columns.get(), findings, sample);
        PlanAnswer answer = new PlanAnswer(
                problems.isEmpty(),
                problems,
                findings,
                rows,
                objects,
                problems.isEmpty() ? operator.conditions.areHonoured().orElse(null) : null,
                unreferenced,
                unreadable,
                estimate,
                load,
                mappings);
        answer(answer);
        new PlanWords(this).print(operator.migrations, answer);
        return problems.isEmpty() ? ExitCode.DONE : ExitCode.BAD_CONFIGURATION;
    }

    /** Empty when preflight has said why the table cannot be read. */
    private Optional<List<Column>> columns(Operator operator) {
        Columns all;
        try {
            all = operator.columns();
            operator.table();
        } catch (ConfigurationException | DataAccessException e) {
            return Optional.empty();
        }
        return Optional.of(tables.of(all));
    }

    private static ServerLoad load(
            Operator operator, List<Column> columns, List<TableFindings> findings, List<ObjectPath> sample) {
        JdbcTemplate jdbc = new JdbcTemplate(operator.table());
        ServerLoad sum = null;
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            ServerLoad load = new LoadEstimate(column.schema(), column.statements(), jdbc)
                    .of(findings.get(i).legacy(), sample);
            sum = sum == null ? load : sum.plus(load);
        }
        return sum;
    }

    private PathCensus paths(Operator operator, List<Column> columns) {
        return new PathCensus(
                operator.columns(),
                new TableWalk(columns, operator.table()),
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
