package routes.redisstream;

import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.util.TimeUtils;
import redis.clients.jedis.UnifiedJedis;

/** Sends to and consumes from Redis streams, as a member of a consumer group. */
public class RedisStreamComponent extends DefaultComponent {

    /** The options in milliseconds, which may be given with a unit, such as {@code 30s}. */
    private static final Set<String> DURATIONS = Set.of(
            "blockTimeout",
            "redeliveryDelay",
            "maxRedeliveryDelay",
            "heartbeatInterval",
            "claimInterval",
            "claimMinIdle");

    @Metadata(description = "The defaults of the endpoints' options.")
    private RedisStreamConfiguration configuration = new RedisStreamConfiguration();

    public RedisStreamComponent() {}

    public RedisStreamComponent(CamelContext context) {
        super(context);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining == null || remaining.isBlank()) {
            throw new IllegalArgumentException("The name of a stream must follow redis-stream:");
        }
        RedisStreamConfiguration options = configuration.copy();
        RedisStreamEndpoint endpoint = new RedisStreamEndpoint(uri, this, remaining, options);
        DURATIONS.forEach(option ->
                parameters.computeIfPresent(option, (name, value) -> TimeUtils.toMilliSeconds(String.valueOf(value))));
        setProperties(options, parameters);
        setProperties(endpoint, parameters);
        if (options.getClient() == null && isAutowiredEnabled()) {
            options.setClient(CamelContextHelper.findSingleByType(getCamelContext(), UnifiedJedis.class));
        }
        return endpoint;
    }

    public RedisStreamConfiguration getConfiguration() {
        return configuration;
    }

    /** The defaults of the endpoints' options. */
    public void setConfiguration(RedisStreamConfiguration configuration) {
        this.configuration = configuration;
    }

    public UnifiedJedis getClient() {
        return configuration.getClient();
    }

    /** The client that the endpoints share: by default the only one in the registry. The component never closes it. */
    public void setClient(UnifiedJedis client) {
        configuration.setClient(client);
    }
}
