package routes.redisstream;

import java.util.Map;
import redis.clients.jedis.StreamEntryID;

/**
 * One delivery of an entry to this consumer.
 *
 * @param deliveryCount how often the entry was delivered, this time included
 */
record RedisStreamDelivery(StreamEntryID id, Map<String, String> fields, long deliveryCount) {}
