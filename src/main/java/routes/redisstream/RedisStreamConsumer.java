package routes.redisstream;

import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.util.InetAddressUtil;

/** Turns the entries that a member of a consumer group receives into exchanges. */
public class RedisStreamConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

    private final RedisStreamCounters counters = new RedisStreamCounters();
    private final HeaderFilterStrategy headerFilter = noCamelHeaders();
    private final String consumerName;
    private volatile RedisStreamSession session;

    public RedisStreamConsumer(RedisStreamEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        String configured = endpoint.getConfiguration().getConsumerName();
        this.consumerName = configured != null ? configured : uniqueName();
    }

    /** The name of this consumer within its group. */
    public String getConsumerName() {
        return consumerName;
    }

    /** What this consumer did so far; a snapshot. */
    public RedisStreamStatistics getStatistics() {
        return counters.snapshot(getPendingExchangesSize());
    }

    @Override
    public RedisStreamEndpoint getEndpoint() {
        return (RedisStreamEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        RedisStreamConfiguration options = getEndpoint().getConfiguration();
        RedisStreamLease group =
                new RedisStreamLease(options.getClient(), getEndpoint().getStream(), options.getGroup(), consumerName);
        session = new RedisStreamSession(this, group, counters);
        session.start();
    }

    @Override
    protected void doSuspend() throws Exception {
        session.suspend();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        session.resume();
    }

    @Override
    protected void doStop() throws Exception {
        if (session != null) {
            session.stop();
            session = null;
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        RedisStreamSession current = session;
        return current == null ? 0 : current.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // suspending the consumer is all there is to prepare
    }

    /** Processes one delivery; the outcome is told when the exchange, or the one it was handed over to, is complete. */
    void process(RedisStreamDelivery delivery, Synchronization outcome) {
        Exchange exchange = createExchange(delivery);
        exchange.getExchangeExtension().addOnCompletion(outcome);
        try {
            createUoW(exchange);
            getAsyncProcessor().process(exchange, doneSync -> done(exchange));
        } catch (Throwable e) {
            exchange.setException(e);
            done(exchange);
        }
    }

    private void done(Exchange exchange) {
        doneUoW(exchange);
        releaseExchange(exchange, false);
    }

    private Exchange createExchange(RedisStreamDelivery delivery) {
        Exchange exchange = createExchange(false);
        Message message = exchange.getIn();
        delivery.fields().forEach((name, value) -> {
            if (name.equals(RedisStreamConstants.BODY_FIELD)) {
                message.setBody(value);
            } else if (!headerFilter.applyFilterToExternalHeaders(name, value, exchange)) {
                message.setHeader(name, value);
            }
        });
        message.setHeader(RedisStreamConstants.ID, delivery.id().toString());
        message.setHeader(RedisStreamConstants.KEY, getEndpoint().getStream());
        message.setHeader(RedisStreamConstants.DELIVERY_COUNT, delivery.deliveryCount());
        message.setHeader(RedisStreamConstants.CONSUMER, consumerName);
        return exchange;
    }

    private static HeaderFilterStrategy noCamelHeaders() {
        DefaultHeaderFilterStrategy filter = new DefaultHeaderFilterStrategy();
        filter.setLowerCase(true);
        filter.setInFilterStartsWith(DefaultHeaderFilterStrategy.CAMEL_FILTER_STARTS_WITH);
        return filter;
    }

    private static String uniqueName() {
        return InetAddressUtil.getLocalHostNameSafe()
                + "-" + ProcessHandle.current().pid()
                + "-" + UUID.randomUUID().toString().substring(0, 8);
    }
}
