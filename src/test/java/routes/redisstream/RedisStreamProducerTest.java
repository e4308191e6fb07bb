package routes.redisstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

class RedisStreamProducerTest extends RedisStreamTestSupport {

    private ProducerTemplate template() {
        CamelContext context = context();
        context.start();
        return context.createProducerTemplate();
    }

    private List<StreamEntry> entries() {
        return redis.xrange(STREAM, StreamEntryID.MINIMUM_ID, StreamEntryID.MAXIMUM_ID);
    }

    @Test
    void should_add_entry_and_return_its_id_when_message_is_sent() {
        Exchange sent = template()
                .send("redis-stream:jobs", exchange -> exchange.getIn().setBody("hällo"));

        assertThat(entries()).hasSize(1);
        assertThat(entries().get(0).getFields()).isEqualTo(Map.of("body", "hällo"));
        assertThat(sent.getMessage().getHeader(RedisStreamConstants.ID))
                .isEqualTo(entries().get(0).getID().toString());
        assertThat(sent.getMessage().getHeader(RedisStreamConstants.KEY)).isEqualTo("jobs");
        assertThat(sent.getMessage().getBody()).isEqualTo("hällo");
    }

    @Test
    void should_add_named_headers_as_fields_when_present() {
        template()
                .sendBodyAndHeaders(
                        "redis-stream:jobs?headerFields=table, size,absent",
                        "x",
                        Map.of("table", "images", "size", 12, "other", "left out"));

        assertThat(entries().get(0).getFields()).isEqualTo(Map.of("body", "x", "table", "images", "size", "12"));
    }

    @Test
    void should_fail_and_add_nothing_when_body_is_missing() {
        ProducerTemplate template = template();

        assertThatThrownBy(() -> template.sendBody("redis-stream:jobs", null))
                .isInstanceOf(CamelExecutionException.class);
        assertThat(entries()).isEmpty();
    }
}
