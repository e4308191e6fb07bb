package routes.finish;

import java.time.Clock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.aws2.ecs.ECS2Endpoint;
import routes.apply.ApplyBeans;
import routes.ledger.Failures;
import routes.ledger.Ledger;
import routes.ledger.Retries;
import routes.process.Lifecycle;
import routes.queue.JobQueue;
import routes.queue.QueueBeans;
import routes.resync.DeltaPasses;
import routes.scan.Scanner;
import routes.status.ProcessRegistry;
import routes.table.Sql;
import routes.table.TableSchema;

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
            TableSchema schema,
            Sql statements,
            DataSource database,
            Ledger ledger,
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
                apply.applier(),
                apply.gate(),
                apply.obsolete(),
                new Retries(schema, statements, database),
                settings.follow(),
                work);
        this.finish = new Finish(ledger, queue, queueBeans.cutOver(), lifecycle, processes, settings.services(), camel);
        this.report = new Report(
                schema.migration(),
                new Failures(schema, statements, database),
                settings.reportUri(),
                Clock.systemUTC());
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
