package routes.status;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** The status page and the API behind it. */
public final class StatusRoutes extends RouteBuilder {

    private static final String JSON = HttpRefusal.JSON;

    /** Id of the route that makes the status. */
    public static final String REFRESH = "status-refresh";

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.status.refresh}}")
            .routeId(REFRESH)
            .routeConfigurationId("look-again")
            .description("Makes the snapshot of the migration that everybody sees")
            .bean("statusBoard", "refresh");

        from("platform-http:/?httpMethodRestrict=GET")
            .routeId("status-page")
            .routeConfigurationId("answer")
            .description("Serves the page")
            .removeHeaders("*")
            .setHeader("file", constant("index.html"))
            .to("direct:status-file");

        from("platform-http:/web/{file}?httpMethodRestrict=GET")
            .routeId("status-web")
            .routeConfigurationId("answer")
            .description("Serves the files that the page is made of")
            .removeHeaders("*", "file")
            .to("direct:status-file");

        from("direct:status-file")
            .routeId("status-file")
            .errorHandler(noErrorHandler())
            .description("Finds a file and says what it is")
            .bean("webFiles", "file(${header.file})")
            .removeHeaders("*")
            .setHeader(Exchange.CONTENT_TYPE, simple("${body.type}"))
            .setBody(simple("${body.content}"));

        from("platform-http:/api/status?httpMethodRestrict=GET")
            .routeId("status-read")
            .routeConfigurationId("answer")
            .description("Serves the latest snapshot")
            .removeHeaders("*")
            .bean("statusBoard", "json")
            .setHeader(Exchange.CONTENT_TYPE, constant(JSON));

        from("platform-http:/api/history?httpMethodRestrict=GET")
            .routeId("status-history")
            .routeConfigurationId("answer")
            .description("Serves the rates over the run")
            .removeHeaders("*")
            .bean("statusBoard", "historyJson")
            .setHeader(Exchange.CONTENT_TYPE, constant(JSON));

        from("platform-http:/api/settings?httpMethodRestrict=GET")
            .routeId("status-settings")
            .routeConfigurationId("answer")
            .description("Serves the settings in force, secrets masked")
            .removeHeaders("*")
            .bean("settingsView", "json")
            .setHeader(Exchange.CONTENT_TYPE, constant(JSON));

        from("platform-http:/api/exceptions?httpMethodRestrict=GET")
            .routeId("status-exceptions")
            .routeConfigurationId("answer")
            .description("Serves the exceptions recorded last")
            .removeHeaders("*")
            .bean("newestFailures", "json")
            .setHeader(Exchange.CONTENT_TYPE, constant(JSON));

        Controls.ACTIONS.forEach(action ->
            from("platform-http:/api/" + action + "?httpMethodRestrict=POST")
                .routeId("status-" + action)
                .routeConfigurationId("answer")
                .description("What the page's button of this name does")
                .setProperty("action", constant(action))
                .to("direct:status-control"));

        from("direct:status-control")
            .routeId("status-control")
            .errorHandler(noErrorHandler())
            .description("Pauses, resumes, retries or cuts over for whoever has the token")
            .process("access")
            .bean("controls", "act(${exchangeProperty.action}, ${header.reason})")
            .removeHeaders("*")
            .setHeader(Exchange.CONTENT_TYPE, constant(JSON))
            .marshal().json(JsonLibrary.Jackson);
        // spotless:on
    }
}
