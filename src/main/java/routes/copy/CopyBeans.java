package routes.copy;

import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.BiConsumer;
import routes.ledger.Ledger;
import routes.table.TableSchema;

/** The beans that {@link CopyRoutes} names, and the threads of the copies. */
public final class CopyBeans implements AutoCloseable {

    private final JobPlanner planner;
    private final CopyRequests requests;
    private final CopyJudge judge;
    private final ThreadPoolExecutor executor;

    public CopyBeans(CopySettings settings, TableSchema schema, Ledger ledger) {
        this.planner = new JobPlanner(schema, schema.migration(), ledger);
        this.requests = new CopyRequests(schema.migration(), settings.attributes());
        this.judge = new CopyJudge(settings.deniedPercent());
        this.executor = CopyThreads.pool(settings.concurrency());
    }

    public ThreadPoolExecutor executor() {
        return executor;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("jobPlanner", planner);
        registry.accept("copyRequests", requests);
        registry.accept("copyResults", new CopyResults());
        registry.accept("copyJudge", judge);
        registry.accept("copyExecutor", executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
