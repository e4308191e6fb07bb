package routes.copy;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import routes.ledger.Columns;
import routes.queue.ServerConditions;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** The beans that {@link CopyRoutes} names, and the threads of the copies. */
public final class CopyBeans implements AutoCloseable {

    private final JobPlanner planner;
    private final CopyRequests requests;
    private final CopyResults results;
    private final CopyJudge judge;
    private final JobsUnderWay underWay;
    private final ConditionsSeen conditions;
    private final ThreadPoolExecutor executor;

    /**
     * @param experiment as {@link SystemHealth} makes it
     * @param conditions whether the server honours conditional copies, as far as is known
     * @param known where that is told
     */
    public CopyBeans(
            CopySettings settings,
            Columns columns,
            Predicate<CopyObjectRequest> experiment,
            Supplier<Optional<Boolean>> conditions,
            ServerConditions known) {
        this.conditions = new ConditionsSeen(conditions, known);
        Clock clock = Clock.systemUTC();
        this.requests = new CopyRequests(columns.migration(), settings.attributes(), settings.dotSegments());
        SystemHealth health = new SystemHealth(requests, experiment, most -> columns.all().stream()
                .flatMap(column -> column.ledger().copied(most).stream())
                .filter(copied -> settings.dotSegments()
                        || !DotSegments.areIn(copied.row().path()))
                .map(copied -> new ObjectCopy(copied.row().path(), copied.newPath(), List.of(copied.row())))
                .limit(most)
                .toList());
        this.underWay = new JobsUnderWay((column, outcomes) -> column.ledger().record(outcomes), clock);
        this.planner = new JobPlanner(columns, health, underWay);
        this.results = new CopyResults(health);
        this.judge = new CopyJudge(health, new TrySchedule(settings.retryTime()), clock);
        this.executor = CopyThreads.pool(settings.concurrency());
    }

    public ThreadPoolExecutor executor() {
        return executor;
    }

    /** Makes the requests of copies, for whoever makes them again. */
    public CopyRequests requests() {
        return requests;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("jobPlanner", planner);
        registry.accept("copyRequests", requests);
        registry.accept("copyResults", results);
        registry.accept("jobsUnderWay", underWay);
        registry.accept("copyJudge", judge);
        registry.accept("conditionsSeen", conditions);
        registry.accept("copyExecutor", executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
