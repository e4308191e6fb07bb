package routes.apply;

import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import routes.queue.CutOverOrder;
import routes.table.Sql;
import routes.table.TableSchema;

/** The beans that {@link ApplyRoutes} names, and the threads of the rewrites. */
public final class ApplyBeans implements AutoCloseable {

    private final RewriteGate gate;
    private final Applier applier;
    private final ObsoleteFailures obsolete;
    private final RangeMerger merger;
    private final Notifications notifications;
    private final ExecutorService executor;

    /**
     * @param nanos a clock that stands while work with the table is paused
     */
    public ApplyBeans(
            ApplySettings settings,
            TableSchema schema,
            Sql statements,
            DataSource database,
            CutOverOrder order,
            LongSupplier nanos) {
        this.gate = new RewriteGate(settings.mode(), order, Clock.systemUTC());
        this.applier = new Applier(schema, statements, database, settings.rows(), gate::mayRewrite, nanos);
        this.obsolete = new ObsoleteFailures(schema, statements, database, settings.rows());
        this.merger = new RangeMerger(settings.rows());
        this.notifications = new Notifications(schema.keyType());
        this.executor = Executors.newFixedThreadPool(settings.threads());
    }

    public Applier applier() {
        return applier;
    }

    public RewriteGate gate() {
        return gate;
    }

    public ObsoleteFailures obsolete() {
        return obsolete;
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("applier", applier);
        registry.accept("rewriteGate", gate);
        registry.accept("notifications", notifications);
        registry.accept("rangeMerger", merger);
        registry.accept("applyExecutor", executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
