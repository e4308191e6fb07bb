package routes.apply;

import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;
import routes.copy.CopiedRange;

/** The finalizer: rewrites the rows whose objects are copied, finds out when all is done, and ends the migration. */
public final class FinalizerRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.staged.subscribe}}")
            .routeId("finalizer-aggregate")
            .routeConfigurationId("best-effort")
            .description("Collects what consumers have staged and merges neighbouring ranges")
            .unmarshal().json(JsonLibrary.Jackson, CopiedRange.class)
            .bean("progress", "staged")
            .aggregate(constant(true), AggregationStrategies.groupedBody())
                .completionSize("{{apply.batch.jobs}}").completionInterval("{{apply.batch.interval}}")
                .parallelProcessing().executorService("applyExecutor")
                .split(method("rangeMerger", "merge"))
                    .to("direct:finalizer-apply")
                .end()
            .end();

        from("direct:finalizer-apply")
            .routeId("finalizer-apply")
            .routeConfigurationId("retry-then-sweep")
            .description("Rewrites the rows of one range in one transaction")
            .bean("applier", "apply")
            .bean("vitals", "succeeded");

        from("{{endpoint.sweep}}")
            .routeId("finalizer-sweep")
            .routeConfigurationId("next-turn")
            .description("Rewrites the rows whose notification was lost")
            .filter(method("control", "isRunning"))
                .bean("applier", "sweep")
                .bean("vitals", "succeeded")
            .end();

        from("{{endpoint.dead.letters}}")
            .routeId("finalizer-dead-letters")
            .routeConfigurationId("next-turn")
            .description("Narrows jobs that were delivered too often down to the row that fails")
            .bean("deadLetters", "triage")
            .bean("vitals", "succeeded");

        from("{{endpoint.counts}}")
            .routeId("finalizer-counts")
            .routeConfigurationId("next-turn")
            .description("Counts the ledger for the status, when it is time to")
            .bean("census", "refresh")
            .bean("vitals", "succeeded");

        from("{{endpoint.completion}}")
            .routeId("finalizer-completion")
            .routeConfigurationId("next-turn")
            .description("Finds out from the table and the ledger whether anything is left to do")
            .filter(method("control", "isRunning"))
            .filter(method("completion", "reached"))
                .to("direct:finalizer-finish")
            .end()
            .bean("vitals", "succeeded");

        from("direct:finalizer-finish")
            .routeId("finalizer-finish")
            .errorHandler(noErrorHandler())
            .description("Sums up, reports, scales the services to zero and ends the process")
            .bean("finish", "summarize")
            .setProperty("summary", body())
            .to("direct:finalizer-report")
            .split(method("finish", "services"))
                .to("direct:finalizer-scale-down")
            .end()
            .to("direct:finalizer-end");

        from("direct:finalizer-scale-down")
            .routeId("finalizer-scale-down")
            .routeConfigurationId("retry")
            .description("Sets the desired count of one ECS service to 0")
            .bean("serviceScaler", "scaleToZero");

        from("direct:finalizer-end")
            .routeId("finalizer-end")
            .errorHandler(noErrorHandler())
            .description("Ends the process, when all else is done")
            .bean("finish", "end(${exchangeProperty.summary})");
        // spotless:on
    }
}
