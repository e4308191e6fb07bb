package routes.scan;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** The producer: scans the table and queues the rows that are left to migrate. */
public final class ScanRoutes extends RouteBuilder {

    /** Id of the route that reads the table. */
    public static final String SCAN = "producer-scan";

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.scan}}")
            .routeId(SCAN)
            .routeConfigurationId("next-turn")
            .description("Reads the next page of rows left to migrate and queues it as jobs")
            .filter(method("control", "isRunning"))
                .bean("scanner", "nextPage")
                .setProperty(Exchange.SCHEDULER_POLLED_MESSAGES).body(Page.class, Page::more)
                .split().body(Page.class, Page::jobs).stopOnException()
                    .to("direct:producer-enqueue")
                .end()
                .bean("vitals", "succeeded")
            .end();

        from("direct:producer-enqueue")
            .routeId("producer-enqueue")
            .routeConfigurationId("wait-for-room")
            .description("Adds a job to the queue and moves the cursor past it, in one step")
            .bean("scanner", "enqueue")
            .bean("vitals", "succeeded");
        // spotless:on
    }
}
