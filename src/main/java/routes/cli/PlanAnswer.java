package routes.cli;

import java.util.List;
import routes.plan.ObjectFindings;
import routes.plan.ServerLoad;
import routes.plan.TableCounts;

/**
 * The answer of {@link PlanCommand}.
 *
 * @param problems what keeps a run from starting
 * @param columns each for itself; none when a table cannot be read
 * @param rows of all of them; null when a table cannot be read
 * @param objects null when S3 cannot be read; of all objects with {@code --list}, else of the sample
 * @param conditionalCopies whether the S3 server honours If-None-Match on copies; null while no copy has shown it
 * @param unreferenced objects without a row; null without {@code --list}
 * @param load what the run puts on the server of the database; null when the table cannot be read
 * @param unreadable the first of the objects whose key the listing does not say in full
 */
record PlanAnswer(
        boolean ready,
        List<String> problems,
        List<TableFindings> columns,
        TableCounts.Counts rows,
        ObjectFindings.Sums objects,
        Boolean conditionalCopies,
        Long unreferenced,
        List<String> unreadable,
        EstimateOptions.Estimate estimate,
        ServerLoad load,
        List<PlanCommand.Mapping> mappings) {}
