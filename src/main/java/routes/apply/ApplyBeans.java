package routes.apply;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import routes.table.Sql;
import routes.table.TableSchema;

/** The beans that {@link ApplyRoutes} names, and the threads of the rewrites. */
public final class ApplyBeans implements AutoCloseable {

    private final Applier applier;
    private final ObsoleteFailures obsolete;
    private final RangeMerger merger;
    private final ExecutorService executor;

    public ApplyBeans(ApplySettings settings, TableSchema schema, Sql statements, DataSource database) {
        this.applier = new Applier(schema, statements, database, settings.rows());
        this.obsolete = new ObsoleteFailures(schema, statements, database, settings.rows());
        this.merger = new RangeMerger(settings.rows());
        this.executor = Executors.newFixedThreadPool(settings.threads());
    }

    public Applier applier() {
        return applier;
    }

    public ObsoleteFailures obsolete() {
        return obsolete;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("applier", applier);
        registry.accept("rangeMerger", merger);
        registry.accept("applyExecutor", executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
