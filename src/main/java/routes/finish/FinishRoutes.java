package routes.finish;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/** Finds out when all is done, then reports, scales the services to zero and ends the process. */
public final class FinishRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
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

        from("direct:finalizer-report")
            .routeId("finalizer-report")
            .routeConfigurationId("report")
            .description("Sends a summary and the recorded exceptions to the endpoint of the report")
            .split(method("report", "write"))
                .to("direct:finalizer-report-part")
            .end();

        from("direct:finalizer-report-part")
            .routeId("finalizer-report-part")
            .routeConfigurationId("report")
            .description("Sends one file of the report")
            .setProperty("part", body())
            .setHeader(Exchange.FILE_NAME, simple("${body.name}"))
            .setHeader(AWS2S3Constants.KEY, simple("${body.key}"))
            .setBody(simple("${body.content.toFile}"))
            .toD("${bean:report?method=endpoint}")
            .bean("report", "sent(${exchangeProperty.part})");
        // spotless:on
    }
}
