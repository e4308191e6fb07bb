package routes.finish;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.fault.Reason;
import routes.ledger.Columns;
import routes.ledger.LedgerCounts;
import routes.ledger.LedgerState;
import routes.process.Lifecycle;
import routes.queue.CutOverOrder;
import routes.queue.JobQueue;
import routes.scan.ScanRoutes;
import routes.status.ProcessRegistry;
import routes.status.Status;

/** The end of a migration. */
public final class Finish {

    private static final Logger LOG = LoggerFactory.getLogger(Finish.class);

    private final Columns columns;
    private final JobQueue queue;
    private final CutOverOrder order;
    private final Lifecycle lifecycle;
    private final ProcessRegistry registry;
    private final List<String> services;
    private final Supplier<CamelContext> camel;
    private RunResult told;

    public Finish(
            Columns columns,
            JobQueue queue,
            CutOverOrder order,
            Lifecycle lifecycle,
            ProcessRegistry registry,
            List<String> services,
            Supplier<CamelContext> camel) {
        this.columns = columns;
        this.queue = queue;
        this.order = order;
        this.lifecycle = lifecycle;
        this.registry = registry;
        this.services = services;
        this.camel = camel;
    }

    /** Counts the ledger, which is the record of what was done; says so once, whatever has to be tried again after it. */
    public RunResult summarize() {
        RunResult result = new RunResult(columns.counts(), queue.nearMisses().read(queue.scan()));
        if (result.equals(told)) {
            return result;
        }
        told = result;
        LedgerCounts counts = result.counts();
        Event.COMPLETE.info(
                LOG,
                "migration complete: {} rows rewritten, {} changed by the application meanwhile, {} failed",
                value("applied", counts.of(LedgerState.APPLIED)),
                value("superseded", counts.of(LedgerState.SUPERSEDED)),
                value("failed", counts.of(LedgerState.FAILED)));
        if (counts.total() == 0) {
            Event.UNMIGRATED.warn(
                    LOG,
                    "no row had a path under the legacy prefix: see that LEGACY_S3_OBJECT_PREFIX and TABLE_COLUMN_NAME_TO_UPDATE are right",
                    value("rows", 0));
        }
        counts.reasons()
                .forEach((reason, rows) -> Event.EXCEPTIONS.warn(
                        LOG,
                        "exceptions: {} {}: {}",
                        value("rows", rows),
                        value("reason", reason),
                        Reason.advice(reason)));
        result.nearMisses()
                .forms()
                .forEach((form, rows) -> Event.UNMIGRATED.warn(
                        LOG,
                        "not migrated, since no form of PATH_FORMS is theirs (path.forms): {} rows as {}; plan says what would migrate them",
                        value("rows", rows.rows()),
                        value("form", form)));
        return result;
    }

    /** The ECS services to scale to zero, in order; none when the process does not run on ECS. */
    public List<String> services() {
        return services;
    }

    /** Ends the process with the exit code that the result stands for. */
    public void end(RunResult result) throws Exception {
        // a turn of the scan that is under way would find no scan, and begin one
        camel.get().getRouteController().stopRoute(ScanRoutes.SCAN);
        int exitCode = result.exitCode();
        registry.ended(new Status.Ending(Instant.now(), exitCode, null));
        lifecycle.end(exitCode);
        queue.cursor().forget();
        // a later run waits for an order of its own
        order.takeBack();
        queue.release();
    }
}
