package routes.redisstream;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/** A Redis, and any number of Camel contexts that consume from it, for one test. */
abstract class RedisStreamTestSupport {

    static final String STREAM = "jobs";
    static final String GROUP = "workers";
    static final String ROUTE = "take";

    /** Options with which faults are noticed in a fraction of a second. */
    static final String QUICK = "&blockTimeout=50&redeliveryDelay=50&maxRedeliveryDelay=200"
            + "&heartbeatInterval=100&claimInterval=100&claimMinIdle=400";

    RedisStreamTestServer server;
    UnifiedJedis redis;
    RedisStreamAdmin admin;
    private final List<AutoCloseable> resources = new ArrayList<>();

    @BeforeEach
    void startServer() {
        server = new RedisStreamTestServer();
        redis = server.newClient();
        admin = new RedisStreamAdmin(redis, STREAM, GROUP);
    }

    @AfterEach
    void stopAll() throws Exception {
        for (AutoCloseable resource : resources) {
            resource.close();
        }
        redis.close();
        server.close();
    }

    /** A context of its own with one route from the stream, and the options appended to the URI. */
    CamelContext consume(String options, Processor processor) throws Exception {
        CamelContext context = context();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri(options)).routeId(ROUTE).process(processor);
            }
        });
        context.start();
        return context;
    }

    /** A context that is stopped after the test; its client is in the registry. */
    CamelContext context() {
        UnifiedJedis client = server.newClient();
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("redis", client);
        context.getShutdownStrategy().setTimeout(10);
        resources.add(0, client);
        resources.add(0, context);
        return context;
    }

    static String uri(String options) {
        return "redis-stream:" + STREAM + "?group=" + GROUP + options;
    }

    static RedisStreamConsumer consumer(CamelContext context) {
        return (RedisStreamConsumer) context.getRoute(ROUTE).getConsumer();
    }

    static RedisStreamStatistics statistics(CamelContext context) {
        return consumer(context).getStatistics();
    }

    StreamEntryID add(String body) {
        return add(Map.of(RedisStreamConstants.BODY_FIELD, body));
    }

    StreamEntryID add(Map<String, String> fields) {
        return redis.xadd(STREAM, XAddParams.xAddParams(), fields);
    }

    /** What a consumer does that dies right after reading one entry. */
    void readAndDie(String consumer) {
        new RedisStreamLease(redis, STREAM, GROUP, consumer).create();
        redis.xreadGroup(
                GROUP,
                consumer,
                XReadGroupParams.xReadGroupParams().count(1),
                Map.of(STREAM, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    }

    List<StreamEntry> deadLetters() {
        return redis.xrange(STREAM + "-dead", StreamEntryID.MINIMUM_ID, StreamEntryID.MAXIMUM_ID);
    }

    List<StreamPendingEntry> pendingEntries() {
        return redis.xpending(STREAM, GROUP, new XPendingParams("-", "+", 1_000));
    }

    /** Until Redis holds nothing, and the consumers have heard of it: they count an entry when the acknowledgement is answered. */
    void awaitAllDone() {
        awaiting()
                .until(() -> admin.length() == 0
                        && admin.pending().isEmpty()
                        && consumers().allMatch(consumer -> consumer.getPendingExchangesSize() == 0));
    }

    private Stream<RedisStreamConsumer> consumers() {
        return resources.stream()
                .filter(CamelContext.class::isInstance)
                .flatMap(context -> ((CamelContext) context).getRoutes().stream())
                .map(Route::getConsumer)
                .filter(RedisStreamConsumer.class::isInstance)
                .map(RedisStreamConsumer.class::cast);
    }

    static ConditionFactory awaiting() {
        return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(10));
    }
}
