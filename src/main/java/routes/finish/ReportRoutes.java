package routes.finish;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;

/** The report at the end of a migration. */
public final class ReportRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // a report that cannot be sent must not keep a migration that is done from ending
        // spotless:off
        onException(Throwable.class)
            .redeliveryPolicyRef("aFewTimes")
            .handled(true)
            .bean("report", "unsent(${exchangeProperty.part}, ${exception})");

        from("direct:finalizer-report")
            .routeId("finalizer-report")
            .description("Sends a summary and the recorded exceptions to the endpoint of the report")
            .split(method("report", "write"))
                .to("direct:finalizer-report-part")
            .end();

        from("direct:finalizer-report-part")
            .routeId("finalizer-report-part")
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
