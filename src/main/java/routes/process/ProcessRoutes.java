package routes.process;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.redis.RedisConstants;

/** What every process does beside its role: obeys the operator, and gives up when nothing works for too long. */
public final class ProcessRoutes extends RouteBuilder {

    @Override
    public void configure() {
        // spotless:off
        from("{{endpoint.control}}")
            .routeId("process-control")
            .routeConfigurationId("next-turn")
            .description("Keeps to the operator's cap, reads the operator's flag and pauses or resumes this process")
            .bean("pacing", "look")
            .setHeader(RedisConstants.KEY, simple("{{redis.namespace}}:control"))
            .to("{{endpoint.control.flag}}")
            .bean("control", "obey")
            .bean("vitals", "succeeded");

        from("{{endpoint.heartbeat}}")
            .routeId("process-heartbeat")
            .routeConfigurationId("next-turn")
            .description("Tells that this process is alive, what it does and how fast")
            .bean("heartbeat", "beat")
            .bean("vitals", "succeeded");

        from("{{endpoint.watch}}")
            .routeId("process-watch")
            .description("Ends the process when nothing has succeeded for too long")
            .bean("lifecycle", "check");
        // spotless:on
    }
}
