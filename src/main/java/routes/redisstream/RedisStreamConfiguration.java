package routes.redisstream;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import redis.clients.jedis.UnifiedJedis;

/** Options of a redis-stream endpoint; those set on the component are the defaults of its endpoints. */
@UriParams
public class RedisStreamConfiguration implements Cloneable {

    @UriParam(label = "advanced")
    @Metadata(autowired = true)
    private UnifiedJedis client;

    @UriParam(label = "producer")
    private String headerFields;

    @UriParam(label = "consumer")
    private String group;

    @UriParam(label = "consumer", defaultValueNote = "host name, process id and a random suffix")
    private String consumerName;

    @UriParam(label = "consumer", defaultValue = "1")
    private int concurrentConsumers = 1;

    @UriParam(label = "consumer", defaultValue = "1000")
    private long blockTimeout = 1_000;

    @UriParam(label = "consumer", defaultValue = "1000")
    private long redeliveryDelay = 1_000;

    @UriParam(label = "consumer", defaultValue = "60000")
    private long maxRedeliveryDelay = 60_000;

    @UriParam(label = "consumer", defaultValue = "5")
    private int maxDeliveries = 5;

    @UriParam(label = "consumer", defaultValueNote = "the name of the stream with -dead appended")
    private String deadLetterStream;

    @UriParam(label = "consumer,advanced", defaultValue = "5000")
    private long heartbeatInterval = 5_000;

    @UriParam(label = "consumer,advanced", defaultValue = "5000")
    private long claimInterval = 5_000;

    @UriParam(label = "consumer,advanced", defaultValue = "30000")
    private long claimMinIdle = 30_000;

    /** A copy that shares nothing but the client. */
    public RedisStreamConfiguration copy() {
        try {
            return (RedisStreamConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    /**
     * Checks the options that a consumer needs.
     *
     * @throws IllegalArgumentException that names the option and what it must be
     */
    void validateForConsumer() {
        require(group != null && !group.isBlank(), "group must be set on a consumer");
        require(concurrentConsumers >= 1, "concurrentConsumers must be at least 1");
        require(blockTimeout >= 1, "blockTimeout must be at least 1 ms");
        require(redeliveryDelay >= 0, "redeliveryDelay must not be negative");
        require(maxRedeliveryDelay >= redeliveryDelay, "maxRedeliveryDelay must not be below redeliveryDelay");
        require(maxDeliveries >= 0, "maxDeliveries must not be negative");
        require(heartbeatInterval >= 1, "heartbeatInterval must be at least 1 ms");
        require(claimInterval >= 1, "claimInterval must be at least 1 ms");
        require(claimMinIdle >= 2 * heartbeatInterval, "claimMinIdle must be at least twice heartbeatInterval");
    }

    /**
     * How long an entry waits after a failed delivery: {@code redeliveryDelay}, doubled with every further delivery up to
     * {@code maxRedeliveryDelay}.
     *
     * @param deliveryCount deliveries so far, at least 1
     * @return milliseconds
     */
    long redeliveryDelayAfter(long deliveryCount) {
        long doublings = Math.min(deliveryCount - 1, 20); // a million times the delay: enough, and no overflow
        return Math.min(maxRedeliveryDelay, redeliveryDelay << doublings);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    public UnifiedJedis getClient() {
        return client;
    }

    /**
     * The client to use, which is shared and never closed by the component: by default the only one in the registry. Its
     * connection pool must have a connection for each consumer, which reads most of the time, and a few more for
     * acknowledgements and heartbeats.
     */
    public void setClient(UnifiedJedis client) {
        this.client = client;
    }

    public String getHeaderFields() {
        return headerFields;
    }

    /**
     * Names of the message headers, separated by commas, that the producer adds as fields of the entry. A header that is
     * absent is left out.
     */
    public void setHeaderFields(String headerFields) {
        this.headerFields = headerFields;
    }

    public String getGroup() {
        return group;
    }

    /**
     * The consumer group, which is created, from the beginning of the stream, where it does not exist. Required on a
     * consumer.
     */
    public void setGroup(String group) {
        this.group = group;
    }

    public String getConsumerName() {
        return consumerName;
    }

    /**
     * The name of the consumer within its group. It must be unique among the running consumers: two that share a name take
     * each other's entries for their own.
     */
    public void setConsumerName(String consumerName) {
        this.consumerName = consumerName;
    }

    public int getConcurrentConsumers() {
        return concurrentConsumers;
    }

    /** How many exchanges are in flight at most. No more entries are read or claimed than can be started at once. */
    public void setConcurrentConsumers(int concurrentConsumers) {
        this.concurrentConsumers = concurrentConsumers;
    }

    public long getBlockTimeout() {
        return blockTimeout;
    }

    /**
     * How long, in milliseconds, a read waits for an entry. It must be below the socket timeout of the client (2000 by
     * default), and is the longest that a suspend or a stop waits for the reader.
     */
    public void setBlockTimeout(long blockTimeout) {
        this.blockTimeout = blockTimeout;
    }

    public long getRedeliveryDelay() {
        return redeliveryDelay;
    }

    /**
     * How long, in milliseconds, an entry waits after its first failed delivery; twice as long after each further one. The
     * redelivery comes up to blockTimeout later.
     */
    public void setRedeliveryDelay(long redeliveryDelay) {
        this.redeliveryDelay = redeliveryDelay;
    }

    public long getMaxRedeliveryDelay() {
        return maxRedeliveryDelay;
    }

    /** The longest, in milliseconds, that an entry waits after a failed delivery. */
    public void setMaxRedeliveryDelay(long maxRedeliveryDelay) {
        this.maxRedeliveryDelay = maxRedeliveryDelay;
    }

    public int getMaxDeliveries() {
        return maxDeliveries;
    }

    /** How often an entry is delivered before it is moved to the dead-letter stream. 0 means without limit. */
    public void setMaxDeliveries(int maxDeliveries) {
        this.maxDeliveries = maxDeliveries;
    }

    public String getDeadLetterStream() {
        return deadLetterStream;
    }

    /** The stream that takes the entries which used up their deliveries. */
    public void setDeadLetterStream(String deadLetterStream) {
        this.deadLetterStream = deadLetterStream;
    }

    public long getHeartbeatInterval() {
        return heartbeatInterval;
    }

    /** How often, in milliseconds, the entries in flight are marked as being worked on. */
    public void setHeartbeatInterval(long heartbeatInterval) {
        this.heartbeatInterval = heartbeatInterval;
    }

    public long getClaimInterval() {
        return claimInterval;
    }

    /** How often, in milliseconds, to look for entries that a dead consumer left. */
    public void setClaimInterval(long claimInterval) {
        this.claimInterval = claimInterval;
    }

    public long getClaimMinIdle() {
        return claimMinIdle;
    }

    /**
     * How long, in milliseconds, an entry must have been without heartbeat before another consumer takes it over. At least
     * twice heartbeatInterval.
     */
    public void setClaimMinIdle(long claimMinIdle) {
        this.claimMinIdle = claimMinIdle;
    }
}
