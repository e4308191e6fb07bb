package routes.status;

import org.apache.camel.builder.RouteBuilder;

/** Counts what the migration has done, for everyone who shows it. */
public final class CensusRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.counts}}")
            .routeId("finalizer-counts")
            .routeConfigurationId("next-turn")
            .description("Counts the ledger for the status, when it is time to")
            .bean("census", "refresh")
            .bean("vitals", "succeeded");
        // spotless:on
    }
}
