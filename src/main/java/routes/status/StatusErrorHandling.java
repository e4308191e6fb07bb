package routes.status;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

/** What somebody who asks by HTTP hears when a step fails; none of it is a fault of the migration. */
public final class StatusErrorHandling extends RouteConfigurationBuilder {

    @Override
    public void configuration() {
        // spotless:off
        routeConfiguration("answer")
            .onException(HttpRefusal.class)
                .handled(true)
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, simple("${exception.status}"))
                .setHeader(Exchange.CONTENT_TYPE, constant(HttpRefusal.JSON))
                .setBody(simple("${exception.message}"))
                .transform().body(String.class, StatusErrorHandling::message)
                .marshal().json(JsonLibrary.Jackson)
            .end()
            .onException(Throwable.class)
                .handled(true)
                .bean("unanswered", "tell(${routeId}, ${exception})")
                .removeHeaders("*")
                .setHeader(Exchange.HTTP_RESPONSE_CODE, constant(HttpRefusal.unanswered().getStatus()))
                .setHeader(Exchange.CONTENT_TYPE, constant(HttpRefusal.JSON))
                .setBody(constant(HttpRefusal.unanswered().getMessage()))
                .transform().body(String.class, StatusErrorHandling::message)
                .marshal().json(JsonLibrary.Jackson)
            .end();

        // a snapshot that fails is made again a second later
        routeConfiguration("look-again")
            .onException(Throwable.class)
                .handled(true)
                .log(LoggingLevel.DEBUG, "routes.status", "${routeId}: ${exception.message}")
            .end();
        // spotless:on
    }

    /** The body of an answer that says one sentence. */
    private static Map<String, String> message(String text) {
        return Map.of("message", text);
    }
}
