package routes.finish;

import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws2.ecs.ECS2Endpoint;
import routes.apply.ApplyBeans;
import routes.ledger.Columns;
import routes.ledger.Failures;
import routes.ledger.Retries;
import routes.process.Lifecycle;
import routes.queue.JobQueue;
import routes.queue.QueueBeans;
import routes.resync.DeltaPasses;
import routes.scan.Scanner;
import routes.status.ProcessRegistry;

/** The beans that {@link FinishRoutes} names. */
public final class FinishBeans {

    private final Completion completion;
    private final Finish finish;
    private final Report report;
    private final ServiceScaler scaler;

    /**
     * @param work a clock that stands while work with the table is paused
     */
    public FinishBeans(
            FinishSettings settings,
            Columns columns,
            DataSource database,
            QueueBeans queueBeans,
            ApplyBeans apply,
            Scanner scanner,
            DeltaPasses deltas,
            ProcessRegistry processes,
            Lifecycle lifecycle,
            Clock work,
            Supplier<CamelContext> camel) {
        JobQueue queue = queueBeans.queue();
        this.completion = new Completion(
                queue,
                scanner,
                deltas,
                apply.appliers()::sweep,
                apply.gate(),
                apply::supersede,
                new Retries(columns, database)::arePending,
                settings.follow(),
                work);
        this.finish =
                new Finish(columns, queue, queueBeans.cutOver(), lifecycle, processes, settings.services(), camel);
        this.report = new Report(columns, new Failures(columns, database), settings.reportUri(), Clock.systemUTC());
        this.scaler = new ServiceScaler(
                () -> camel.get()
                        .getEndpoint(settings.servicesEndpoint(), ECS2Endpoint.class)
                        .getEcsClient(),
                settings.cluster());
    }

    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("completion", completion);
        registry.accept("finish", finish);
        registry.accept("report", report);
        registry.accept("serviceScaler", scaler);
    }
}
