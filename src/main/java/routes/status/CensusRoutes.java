package routes.status;

import org.apache.camel.builder.RouteBuilder;

/** Counts what the migration has done, for everyone who shows it. */
public final class CensusRoutes extends RouteBuilder {

    /** Id of the route that counts for the status. */
    public static final String COUNTS = "finalizer-counts";

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.counts}}")
            .routeId(COUNTS)
            .routeConfigurationId("next-turn")
            .description("Counts the ledger for the status, when it is time to")
            .bean("census", "refresh")
            .bean("vitals", "succeeded");
        // spotless:on
    }
}
