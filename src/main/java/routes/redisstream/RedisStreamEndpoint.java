package routes.redisstream;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/** Send entries to, and consume them from, a Redis stream, with a consumer group, redelivery and a dead-letter stream. */
@UriEndpoint(
        firstVersion = "1.0.0",
        scheme = "redis-stream",
        title = "Redis Stream",
        syntax = "redis-stream:stream",
        category = {Category.MESSAGING, Category.DATABASE},
        headersClass = RedisStreamConstants.class)
public class RedisStreamEndpoint extends DefaultEndpoint {

    @UriPath(description = "The key of the stream.")
    @Metadata(required = true)
    private final String stream;

    @UriParam
    private final RedisStreamConfiguration configuration;

    public RedisStreamEndpoint(
            String uri, RedisStreamComponent component, String stream, RedisStreamConfiguration configuration) {
        super(uri, component);
        this.stream = stream;
        this.configuration = configuration;
    }

    @Override
    public Producer createProducer() {
        return new RedisStreamProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        configuration.validateForConsumer();
        RedisStreamConsumer consumer = new RedisStreamConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (configuration.getClient() == null) {
            throw new IllegalArgumentException(
                    "No client: bind one UnifiedJedis in the registry, or set the client option of the component");
        }
    }

    public String getStream() {
        return stream;
    }

    public RedisStreamConfiguration getConfiguration() {
        return configuration;
    }

    /** The key of the dead-letter stream: as configured, or the stream's with {@code -dead} appended. */
    public String getDeadLetterStream() {
        String configured = configuration.getDeadLetterStream();
        return configured != null ? configured : stream + "-dead";
    }
}
