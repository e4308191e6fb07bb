package routes.apply;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.queue.CutOverOrder;

/** The beans that {@link ApplyRoutes} names, and the threads of the rewrites. */
public final class ApplyBeans implements AutoCloseable {

    private final RewriteGate gate;
    private final Appliers appliers;
    private final List<ObsoleteFailures> obsolete;
    private final RangeMerger merger;
    private final Notifications notifications;
    private final ExecutorService executor;

    /**
     * @param nanos a clock that stands while work with the table is paused
     */
    public ApplyBeans(
            ApplySettings settings, Columns columns, DataSource database, CutOverOrder order, LongSupplier nanos) {
        this.gate = new RewriteGate(settings.mode(), order, Clock.systemUTC());
        this.appliers = new Appliers(columns, database, settings.rows(), gate::mayRewrite, nanos);
        this.obsolete = columns.all().stream()
                .map(column -> new ObsoleteFailures(column.schema(), column.statements(), database, settings.rows()))
                .toList();
        this.merger = new RangeMerger(settings.rows());
        this.notifications =
                new Notifications(columns.all().stream().map(Column::keyType).toList());
        this.executor = Executors.newFixedThreadPool(settings.threads());
    }

    public Appliers appliers() {
        return appliers;
    }

    public RewriteGate gate() {
        return gate;
    }

    /**
     * Supersedes the failures that are none any more, as {@link ObsoleteFailures} does.
     *
     * @return how many
     */
    public int supersede() {
        return obsolete.stream().mapToInt(ObsoleteFailures::supersede).sum();
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("applier", appliers);
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
