package routes.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.processor.errorhandler.RedeliveryPolicy;
import org.apache.camel.util.ObjectHelper;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import redis.clients.jedis.exceptions.JedisException;
import routes.fault.SystemFaultException;
import routes.queue.JobQueue.CursorMovedException;
import routes.queue.JobQueue.QueueFullException;
import routes.throttle.WorkEndedException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What each kind of route does when a step fails, and the policies that it names: how often a step is tried again, and after
 * which delay.
 */
public final class ErrorHandling extends RouteConfigurationBuilder {

    private static final List<Class<? extends Exception>> OF_THE_SYSTEM = List.of(
            SystemFaultException.class,
            DataAccessException.class,
            TransactionException.class,
            JedisException.class,
            SdkException.class);

    private static final int A_FEW = 5;
    private static final int FOR_EVER = -1;
    /** How often a full queue is looked at. */
    private static final int ROOM_MILLIS = 50;

    @Override
    public void configuration() {
        // spotless:off
        // a job waits, unacknowledged, until the system works again; anything else fails it, and it is delivered again
        routeConfiguration("hold")
            .onException(Throwable.class).onWhen(ErrorHandling::isOfTheSystem)
                .redeliveryPolicyRef("untilItWorks")
                .handled(false)
                .onRedeliveryRef("vitals")
            .end()
            .onException(Throwable.class).onWhen(exchange -> !isOfTheSystem(exchange))
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

        // a timer comes round again, unless the process ends
        routeConfiguration("next-turn")
            .onException(CursorMovedException.class, WorkEndedException.class)
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
            // a notification with keys that are none, which nobody of this migration sent; or the process ends
            .onException(IllegalArgumentException.class, NullPointerException.class, WorkEndedException.class)
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

        // a report that cannot be sent must not keep a migration that is done from ending
        routeConfiguration("report")
            .onException(Throwable.class)
                .redeliveryPolicyRef("aFewTimes")
                .handled(true)
                .bean("report", "unsent(${exchangeProperty.part}, ${exception})")
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

    /**
     * Whether a failure, or what it was caused by, is a server's. Not a matter for the classes of {@code onException}: Camel takes the one that is
     * fewest super-classes away from any cause, and that of an {@code EOFException} to {@code Throwable} is shorter than that of a connection that
     * cannot be had to {@code DataAccessException}.
     */
    private static boolean isOfTheSystem(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, exchange.getException(), Throwable.class);
        return OF_THE_SYSTEM.stream().anyMatch(type -> ObjectHelper.getException(type, failure) != null);
    }

    /** Binds the policies that the configurations above name. */
    static void bindPolicies(ProcessSettings settings, BiConsumer<String, Object> registry) {
        registry.accept("never", backingOff(0, settings));
        registry.accept("aFewTimes", backingOff(A_FEW, settings));
        registry.accept("untilItWorks", backingOff(FOR_EVER, settings));
        registry.accept("untilThereIsRoom", waiting());
    }

    private static RedeliveryPolicy backingOff(int redeliveries, ProcessSettings settings) {
        RedeliveryPolicy policy = quiet();
        policy.setMaximumRedeliveries(redeliveries);
        policy.setRedeliveryDelay(settings.retryDelay().toMillis());
        policy.setMaximumRedeliveryDelay(settings.retryDelayMax().toMillis());
        policy.setUseExponentialBackOff(true);
        return policy;
    }

    private static RedeliveryPolicy waiting() {
        RedeliveryPolicy policy = quiet();
        policy.setMaximumRedeliveries(FOR_EVER);
        policy.setRedeliveryDelay(ROOM_MILLIS);
        return policy;
    }

    /** Vitals tells of faults, once; a process that stops does not wait for them to pass. */
    private static RedeliveryPolicy quiet() {
        RedeliveryPolicy policy = new RedeliveryPolicy();
        policy.setAllowRedeliveryWhileStopping(false);
        policy.setRetryAttemptedLogLevel(LoggingLevel.DEBUG);
        policy.setRetriesExhaustedLogLevel(LoggingLevel.DEBUG);
        policy.setLogExhausted(false);
        policy.setLogStackTrace(false);
        return policy;
    }
}
