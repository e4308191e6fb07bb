package routes.redisstream;

import org.apache.camel.spi.Metadata;

/** Header and field names of the redis-stream component. */
public final class RedisStreamConstants {

    @Metadata(
            label = "common",
            description = "The id of the entry: set by the consumer, and by the producer after adding the entry.",
            javaType = "String")
    public static final String ID = "CamelRedisStreamId";

    @Metadata(
            label = "common",
            description = "The key of the stream: set by the consumer and by the producer.",
            javaType = "String")
    public static final String KEY = "CamelRedisStreamKey";

    @Metadata(
            label = "consumer",
            description = "How often the entry was delivered, this delivery included: 1 the first time.",
            javaType = "Long")
    public static final String DELIVERY_COUNT = "CamelRedisStreamDeliveryCount";

    @Metadata(
            label = "consumer",
            description = "The name, within its group, of the consumer that received the entry.",
            javaType = "String")
    public static final String CONSUMER = "CamelRedisStreamConsumer";

    /** The field of an entry that carries the message body. */
    public static final String BODY_FIELD = "body";

    /** Field of a dead-letter entry: the stream it comes from. */
    public static final String DEAD_LETTER_STREAM_FIELD = "deadLetterOriginStream";

    /** Field of a dead-letter entry: its id in the stream it comes from. */
    public static final String DEAD_LETTER_ID_FIELD = "deadLetterOriginId";

    /** Field of a dead-letter entry: how often it was delivered. */
    public static final String DEAD_LETTER_DELIVERIES_FIELD = "deadLetterDeliveries";

    /** Field of a dead-letter entry: the consumer it was last delivered to. */
    public static final String DEAD_LETTER_CONSUMER_FIELD = "deadLetterConsumer";

    /** Field of a dead-letter entry: the exception of the last delivery, or why none is known. */
    public static final String DEAD_LETTER_REASON_FIELD = "deadLetterReason";

    private RedisStreamConstants() {}
}
