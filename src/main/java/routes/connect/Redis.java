package routes.connect;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.executors.CommandExecutor;
import redis.clients.jedis.providers.ConnectionProvider;

/**
 * Redis behind its name. It is connected to when it is first asked; when its server turns out to be a replica now, or to have given the keys
 * to another, all connections are left and made anew, to whatever the name then stands for. The command that found out fails: whoever
 * sent it tries again, as after any fault of Redis.
 */
final class Redis implements CommandExecutor, ConnectionProvider {

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final RedisSettings settings;
    private RedisNode node;

    Redis(RedisSettings settings) {
        this.settings = settings;
    }

    /** The client for streams and scripts, which closes this when it is closed. */
    UnifiedJedis client() {
        return RedisClient.builder()
                .hostAndPort(settings.host(), settings.port())
                .connectionProvider(this)
                .commandExecutor(this)
                .build();
    }

    /** The connections for camel-spring-redis. */
    RedisConnectionFactory springs() {
        return new RedisConnections(() -> node().springs());
    }

    @Override
    public <T> T executeCommand(CommandObject<T> command) {
        RedisNode used = node();
        try (Connection connection = used.connection()) {
            return connection.executeCommand(command);
        } catch (JedisException e) {
            if (used.isLeftBy(e)) {
                leave(used, e);
            } else if (e instanceof JedisConnectionException) {
                used.dropIdle();
            }
            throw e;
        }
    }

    @Override
    public Connection getConnection() {
        return node().connection();
    }

    @Override
    public Connection getConnection(CommandArguments command) {
        return getConnection();
    }

    @Override
    public synchronized void close() {
        if (node != null) {
            node.close();
        }
    }

    private synchronized RedisNode node() {
        if (node == null) {
            node = RedisNode.find(settings);
        }
        return node;
    }

    private synchronized void leave(RedisNode used, JedisException why) {
        if (node == used) { // and not another thread's new one
            LOG.debug("connections to Redis are made anew", why);
            node.close();
            node = null;
        }
    }
}
