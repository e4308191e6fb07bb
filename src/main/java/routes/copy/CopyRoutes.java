package routes.copy;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.redis.RedisConstants;
import org.apache.camel.component.sql.SqlConstants;
import org.apache.camel.model.dataformat.JsonLibrary;
import org.springframework.dao.DuplicateKeyException;
import routes.ledger.LedgerBatch;

/** The consumer: takes jobs, copies their objects, records the outcomes, then acknowledges. */
public final class CopyRoutes extends RouteBuilder {

    /** Id of the route that takes jobs: it is suspended while the migration is paused. */
    public static final String TAKE = "consumer-take";

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.jobs}}")
            .routeId(TAKE)
            .routeConfigurationId("hold")
            .description("Takes a job from the queue; acknowledged when all of its rows are decided and recorded")
            .autoStartup(false) // started by Control, unless the operator has paused the migration
            .bean("jobCodec", "read")
            .to("direct:consumer-job")
            .bean("vitals", "succeeded");

        from("direct:consumer-job")
            .routeId("consumer-job")
            .errorHandler(noErrorHandler())
            .description("Copies what is left of a job, records the outcomes and tells the finalizer")
            .bean("jobPlanner", "plan")
            .setProperty("plan", body())
            .to("direct:consumer-copies")
            .bean("copyJudge", "judge(${exchangeProperty.plan})")
            .setProperty("result", body())
            .to("direct:consumer-stage")
            .to("direct:consumer-later")
            .to("direct:consumer-notify")
            .bean("jobLog", "recorded(${exchangeProperty.result}, ${exchange.clock.elapsed})")
            .bean("copyJudge", "hold(${exchangeProperty.result})");

        from("direct:consumer-copies")
            .routeId("consumer-copies")
            .errorHandler(noErrorHandler())
            .description("Copies the objects of a job side by side")
            .split().body(JobPlan.class, JobPlan::getCopies)
                .parallelProcessing().executorService("copyExecutor")
                .to("direct:consumer-copy")
            .end();

        from("direct:consumer-copy")
            .routeId("consumer-copy")
            .routeConfigurationId("decide")
            .description("Copies one object within S3 and says what became of it")
            .setProperty("copy", body())
            .bean("copyRequests", "request")
            .to("{{endpoint.copy}}")
            .bean("copyResults", "answered");

        from("direct:consumer-stage")
            .routeId("consumer-stage")
            .routeConfigurationId("hold") // here, not only where the job is taken: what is copied is not copied again to be recorded
            .description("Records the outcomes in the ledger, one batch for each kind of statement")
            .setProperty("batches").body(JobResult.class, JobResult::batches) // asks the database, which a split must not
            .split(exchangeProperty("batches"))
                .setProperty("batch", body())
                .to("direct:consumer-record")
            .end();

        from("direct:consumer-record")
            .routeId("consumer-record")
            .errorHandler(noErrorHandler())
            .description("Records one batch")
            .setHeader(SqlConstants.SQL_QUERY).exchange(exchange -> batch(exchange).statement())
            .setBody().exchange(exchange -> batch(exchange).rows())
            .doTry()
                .to("{{endpoint.ledger}}")
            .doCatch(DuplicateKeyException.class) // the rows of a job delivered twice
                .setHeader(SqlConstants.SQL_QUERY).exchange(exchange -> batch(exchange).rest())
                .setBody().exchange(exchange -> batch(exchange).rows())
                .to("{{endpoint.ledger}}")
            .end();

        from("direct:consumer-later")
            .routeId("consumer-later")
            .routeConfigurationId("hold")
            .description("Makes what is to be tried again a job of its own, with a time before which nobody takes it")
            .split().body(JobResult.class, JobResult::later)
                .bean("laterJobs", "defer")
            .end();

        from("{{endpoint.later}}")
            .routeId("consumer-release")
            .routeConfigurationId("next-turn")
            .description("Puts jobs whose time has come back into the queue")
            .bean("laterJobs", "release")
            .bean("vitals", "succeeded");

        from("{{endpoint.early}}")
            .routeId("consumer-early")
            .routeConfigurationId("next-turn")
            .description("Records what is known of jobs that take long, so that one slow object holds no others back")
            .split(method("jobsUnderWay", "record"))
                .setProperty("result", body())
                .to("direct:consumer-notify")
                .bean("jobLog", "recordedEarly(${exchangeProperty.result})")
                .bean("heartbeat", "hurry")
            .end()
            .bean("vitals", "succeeded");

        from("direct:consumer-notify")
            .routeId("consumer-notify")
            .routeConfigurationId("best-effort")
            .description("Tells the finalizer which rows can be rewritten, and what was found out about conditional copies")
            .bean("conditionsSeen", "tell")
            .transform().body(JobResult.class, CopiedRange::of)
            .marshal().json(JsonLibrary.Jackson)
            .setHeader(RedisConstants.CHANNEL, simple("{{redis.namespace}}:staged"))
            .setHeader(RedisConstants.MESSAGE, bodyAs(String.class))
            .to("{{endpoint.staged.publish}}");
        // spotless:on
    }

    private static LedgerBatch batch(Exchange exchange) {
        return exchange.getProperty("batch", LedgerBatch.class);
    }
}
