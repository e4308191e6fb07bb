package routes.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.exceptions.JedisException;
import routes.fault.SystemFaultException;
import routes.queue.JobQueue.CursorMovedException;
import routes.queue.JobQueue.QueueFullException;
import software.amazon.awssdk.core.exception.SdkException;

/** What each kind of route does when a step fails. */
public final class ErrorHandling extends RouteConfigurationBuilder {

    @Override
    public void configuration() {
        // spotless:off
        // a job waits, unacknowledged, until the system works again; anything else fails it, and it is delivered again
        routeConfiguration("hold")
            .onException(SystemFaultException.class, DataAccessException.class, JedisException.class, SdkException.class)
                .redeliveryPolicyRef("untilItWorks")
                .handled(false)
                .onRedeliveryRef("vitals")
            .end()
            .onException(Throwable.class)
                .redeliveryPolicyRef("never")
                .handled(false)
                .process("vitals")
            .end();

        // what became of one copy is a result, not a failure
        routeConfiguration("decide")
            .onException(Throwable.class)
                .redeliveryPolicyRef("never")
                .handled(true)
                .bean("copyResults", "failed")
            .end();

        // a timer comes round again
        routeConfiguration("next-turn")
            .onException(CursorMovedException.class)
                .redeliveryPolicyRef("never")
                .handled(true)
            .end()
            .onException(Throwable.class)
                .redeliveryPolicyRef("never")
                .handled(true)
                .process("vitals")
            .end();

        // the queue is bounded, so that the scan waits for the consumers
        routeConfiguration("wait-for-room")
            .onException(QueueFullException.class)
                .redeliveryPolicyRef("untilThereIsRoom")
                .handled(false)
            .end()
            .onException(CursorMovedException.class)
                .redeliveryPolicyRef("never")
                .handled(false)
            .end()
            .onException(Throwable.class)
                .redeliveryPolicyRef("untilItWorks")
                .handled(false)
                .onRedeliveryRef("vitals")
            .end();

        // a range that cannot be applied now is found by the sweep
        routeConfiguration("retry-then-sweep")
            // a notification with keys that are none, which nobody of this migration sent
            .onException(IllegalArgumentException.class, NullPointerException.class)
                .redeliveryPolicyRef("never")
                .handled(true)
            .end()
            .onException(Throwable.class)
                .redeliveryPolicyRef("aFewTimes")
                .handled(true)
                .process("vitals")
            .end();

        // must succeed, or the process fails
        routeConfiguration("retry")
            .onException(Throwable.class)
                .redeliveryPolicyRef("aFewTimes")
                .handled(false)
                .onRedeliveryRef("vitals")
            .end();

        // a notification that is lost costs nothing but time
        routeConfiguration("best-effort")
            .onException(
                    JsonProcessingException.class, JedisException.class, DataAccessException.class,
                    RejectedExecutionException.class)
                .redeliveryPolicyRef("never")
                .handled(true)
            .end();
        // spotless:on
    }
}
