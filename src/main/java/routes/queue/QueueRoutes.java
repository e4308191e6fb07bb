package routes.queue;

import org.apache.camel.builder.RouteBuilder;

/** What the producer does about jobs that were delivered too often. */
public final class QueueRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.dead.letters}}")
            .routeId("finalizer-dead-letters")
            .routeConfigurationId("next-turn")
            .description("Narrows jobs that were delivered too often down to the row that fails")
            .bean("deadLetters", "triage")
            .bean("vitals", "succeeded");
        // spotless:on
    }
}
