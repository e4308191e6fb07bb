package routes.connect;

import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.jedis.JedisExceptionConverter;

/** Spring's connections to whatever server has the keys just then. */
final class RedisConnections implements RedisConnectionFactory {

    private final Supplier<JedisConnectionFactory> current;

    RedisConnections(Supplier<JedisConnectionFactory> current) {
        this.current = current;
    }

    @Override
    public RedisConnection getConnection() {
        try {
            return current.get().getConnection();
        } catch (RuntimeException e) {
            DataAccessException translated = translateExceptionIfPossible(e);
            throw translated == null ? e : translated;
        }
    }

    @Override
    public RedisClusterConnection getClusterConnection() {
        return current.get().getClusterConnection();
    }

    @Override
    public boolean getConvertPipelineAndTxResults() {
        return true;
    }

    @Override
    public RedisSentinelConnection getSentinelConnection() {
        return current.get().getSentinelConnection();
    }

    @Override
    public DataAccessException translateExceptionIfPossible(RuntimeException exception) {
        return new JedisExceptionConverter().convert(exception);
    }
}
