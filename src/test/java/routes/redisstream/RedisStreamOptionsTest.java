package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.CamelContext;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Options; nothing here connects to Redis. */
class RedisStreamOptionsTest {

    private final UnifiedJedis client = RedisClient.create("127.0.0.1", 1);
    private final CamelContext context = new DefaultCamelContext();

    @BeforeEach
    void bindClient() {
        context.getRegistry().bind("redis", client);
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        client.close();
    }

    private RedisStreamEndpoint endpoint(String uri) {
        return context.getEndpoint(uri, RedisStreamEndpoint.class);
    }

    @Test
    void should_have_documented_defaults_when_nothing_is_set() {
        RedisStreamEndpoint endpoint = endpoint("redis-stream:jobs");
        RedisStreamConfiguration options = endpoint.getConfiguration();

        assertThat(endpoint.getStream()).isEqualTo("jobs");
        assertThat(endpoint.getDeadLetterStream()).isEqualTo("jobs-dead");
        assertThat(options.getClient()).isSameAs(client);
        assertThat(options.getGroup()).isNull();
        assertThat(options.getConsumerName()).isNull();
        assertThat(options.getHeaderFields()).isNull();
        assertThat(options.getConcurrentConsumers()).isEqualTo(1);
        assertThat(options.getBlockTimeout()).isEqualTo(1_000);
        assertThat(options.getRedeliveryDelay()).isEqualTo(1_000);
        assertThat(options.getMaxRedeliveryDelay()).isEqualTo(60_000);
        assertThat(options.getMaxDeliveries()).isEqualTo(5);
        assertThat(options.getHeartbeatInterval()).isEqualTo(5_000);
        assertThat(options.getClaimInterval()).isEqualTo(5_000);
        assertThat(options.getClaimMinIdle()).isEqualTo(30_000);
    }

    @Test
    void should_parse_every_option_when_set_in_the_uri() {
        RedisStreamEndpoint endpoint = endpoint("redis-stream:{jobs}:1?group=g&consumerName=c&concurrentConsumers=7"
                + "&blockTimeout=500&redeliveryDelay=2000&maxRedeliveryDelay=300000&maxDeliveries=0"
                + "&deadLetterStream={jobs}:dead&heartbeatInterval=1000&claimInterval=3s&claimMinIdle=10s"
                + "&headerFields=a,b&client=#bean:redis");
        RedisStreamConfiguration options = endpoint.getConfiguration();

        assertThat(endpoint.getStream()).isEqualTo("{jobs}:1");
        assertThat(endpoint.getDeadLetterStream()).isEqualTo("{jobs}:dead");
        assertThat(options.getGroup()).isEqualTo("g");
        assertThat(options.getConsumerName()).isEqualTo("c");
        assertThat(options.getConcurrentConsumers()).isEqualTo(7);
        assertThat(options.getBlockTimeout()).isEqualTo(500);
        assertThat(options.getRedeliveryDelay()).isEqualTo(2_000);
        assertThat(options.getMaxRedeliveryDelay()).isEqualTo(300_000);
        assertThat(options.getMaxDeliveries()).isZero();
        assertThat(options.getHeartbeatInterval()).isEqualTo(1_000);
        assertThat(options.getClaimInterval()).isEqualTo(3_000);
        assertThat(options.getClaimMinIdle()).isEqualTo(10_000);
        assertThat(options.getHeaderFields()).isEqualTo("a,b");
        assertThat(options.getClient()).isSameAs(client);
    }

    @Test
    void should_take_defaults_from_component_when_endpoint_does_not_set_them() {
        RedisStreamComponent component = context.getComponent("redis-stream", RedisStreamComponent.class);
        component.getConfiguration().setMaxDeliveries(9);
        component.getConfiguration().setGroup("everyone");

        RedisStreamConfiguration options = endpoint("redis-stream:a?group=mine").getConfiguration();

        assertThat(options.getMaxDeliveries()).isEqualTo(9);
        assertThat(options.getGroup()).isEqualTo("mine");
        assertThat(component.getConfiguration().getGroup()).isEqualTo("everyone");
    }

    @Test
    void should_configure_component_when_set_as_main_properties() throws Exception {
        Main main = new Main();
        main.bind("redis", client);
        main.addInitialProperty("camel.component.redis-stream.client", "#bean:redis");
        main.addInitialProperty("camel.component.redis-stream.configuration.claim-min-idle", "20000");
        try {
            main.start();
            RedisStreamEndpoint endpoint =
                    main.getCamelContext().getEndpoint("redis-stream:jobs", RedisStreamEndpoint.class);
            assertThat(endpoint.getConfiguration().getClaimMinIdle()).isEqualTo(20_000);
            assertThat(endpoint.getConfiguration().getClient()).isSameAs(client);
        } finally {
            main.stop();
        }
    }

    @Test
    void should_prefer_component_client_when_registry_has_several() {
        context.getRegistry().bind("other", RedisClient.create("127.0.0.1", 2));
        context.getComponent("redis-stream", RedisStreamComponent.class).setClient(client);

        assertThat(endpoint("redis-stream:jobs").getConfiguration().getClient()).isSameAs(client);
    }

    @ParameterizedTest
    @CsvSource({
        "redis-stream:jobs?unknown=1, unknown",
        "redis-stream:jobs?concurrentConsumers=many, many",
        "redis-stream:, stream",
    })
    void should_refuse_endpoint_when_uri_is_wrong(String uri, String hint) {
        assertThatThrownBy(() -> endpoint(uri))
                .isInstanceOf(ResolveEndpointFailedException.class)
                .hasStackTraceContaining(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "maxDeliveries=1, group",
        "group=g&concurrentConsumers=0, concurrentConsumers",
        "group=g&blockTimeout=0, blockTimeout",
        "group=g&redeliveryDelay=-1, redeliveryDelay",
        "group=g&redeliveryDelay=100&maxRedeliveryDelay=99, maxRedeliveryDelay",
        "group=g&maxDeliveries=-1, maxDeliveries",
        "group=g&heartbeatInterval=0, heartbeatInterval",
        "group=g&claimInterval=0, claimInterval",
        "group=g&heartbeatInterval=6000&claimMinIdle=11999, claimMinIdle",
    })
    void should_refuse_consumer_when_option_is_out_of_range(String options, String named) {
        assertThatThrownBy(() -> endpoint("redis-stream:jobs?" + options).createConsumer(exchange -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(named);
    }

    @Test
    void should_say_what_is_missing_when_there_is_no_client() throws Exception {
        context.getRegistry().unbind("redis");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("redis-stream:jobs?group=g").log("${body}");
            }
        });

        assertThatThrownBy(context::start).hasStackTraceContaining("bind one UnifiedJedis in the registry");
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 2000", "3, 4000", "6, 32000", "7, 60000", "1000000, 60000"})
    void should_double_redelivery_delay_when_deliveries_grow(long deliveryCount, long millis) {
        assertThat(new RedisStreamConfiguration().redeliveryDelayAfter(deliveryCount))
                .isEqualTo(millis);
    }
}
