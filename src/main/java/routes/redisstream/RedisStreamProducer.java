package routes.redisstream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;

/** Adds the message to the stream as one entry (XADD) and sets the entry's id as a header. */
public class RedisStreamProducer extends DefaultProducer {

    public RedisStreamProducer(RedisStreamEndpoint endpoint) {
        super(endpoint);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String stream = getEndpoint().getStream();
        StreamEntryID id = getEndpoint()
                .getConfiguration()
                .getClient()
                .xadd(stream, XAddParams.xAddParams(), fieldsOf(exchange.getMessage()));
        exchange.getMessage().setHeader(RedisStreamConstants.ID, id.toString());
        exchange.getMessage().setHeader(RedisStreamConstants.KEY, stream);
    }

    private Map<String, String> fieldsOf(Message message) throws Exception {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(RedisStreamConstants.BODY_FIELD, message.getMandatoryBody(String.class));
        String names = getEndpoint().getConfiguration().getHeaderFields();
        if (names != null) {
            for (String name : names.split(",", -1)) {
                String value = message.getHeader(name.trim(), String.class);
                if (value != null) {
                    fields.put(name.trim(), value);
                }
            }
        }
        return fields;
    }

    @Override
    public RedisStreamEndpoint getEndpoint() {
        return (RedisStreamEndpoint) super.getEndpoint();
    }
}
