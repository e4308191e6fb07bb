package routes.apply;

import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;

/** Rewrites the rows whose objects are copied: those that a notification tells of, and those that a sweep finds. */
public final class ApplyRoutes extends RouteBuilder {

    /** Id of the route that rewrites one range. */
    public static final String APPLY = "finalizer-apply";

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.staged.subscribe}}")
            .routeId("finalizer-aggregate")
            .routeConfigurationId("best-effort")
            .description("Collects what consumers have staged and merges neighbouring ranges")
            .bean("notifications", "read")
            .filter(body().isNotNull())
            .filter(method("rewriteGate", "mayRewrite"))
            .aggregate(constant(true), AggregationStrategies.groupedBody())
                .completionSize("{{apply.batch.jobs}}").completionInterval("{{apply.batch.interval}}")
                .parallelProcessing().executorService("applyExecutor")
                .split(method("rangeMerger", "merge"))
                    .to("direct:finalizer-apply")
                .end()
            .end()
            .end();

        from("direct:finalizer-apply")
            .routeId(APPLY)
            .routeConfigurationId("retry-then-sweep")
            .description("Rewrites the rows of one range in one transaction")
            .bean("applier", "apply")
            .bean("vitals", "succeeded");

        from("{{endpoint.sweep}}")
            .routeId("finalizer-sweep")
            .routeConfigurationId("next-turn")
            .description("Rewrites the rows whose notification was lost")
            .filter(method("control", "isRunning"))
            .filter(method("rewriteGate", "mayRewrite"))
            .filter(method("applier", "sweepWhenDue"))
                .bean("vitals", "succeeded")
                .bean("vitals", "swept")
            .end();
        // spotless:on
    }
}
