package routes.connect;

import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * The clients of Redis, both Jedis underneath: one as it is, for streams and scripts, and one as Spring's, which is all that
 * camel-spring-redis takes. Making one connects to nothing yet.
 */
final class Redis {

    private static final int CONNECTIONS = 32;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private Redis() {}

    static UnifiedJedis client(RedisSettings settings) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) Connections.CONNECT_TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis())
                .ssl(settings.tls())
                .sslParameters(hostNameChecked());
        settings.user().ifPresent(client::user);
        settings.password().ifPresent(client::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.host(), settings.port()))
                .clientConfig(client.build())
                .poolConfig(pool)
                .build();
    }

    static JedisConnectionFactory springs(RedisSettings settings) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(settings.host(), settings.port());
        settings.user().ifPresent(server::setUsername);
        settings.password().ifPresent(server::setPassword);
        JedisClientConfiguration.JedisClientConfigurationBuilder client = JedisClientConfiguration.builder()
                .connectTimeout(Connections.CONNECT_TIMEOUT)
                .readTimeout(TIMEOUT);
        if (settings.tls()) {
            client.useSsl().sslParameters(hostNameChecked());
        }
        JedisConnectionFactory factory =
                new JedisConnectionFactory(server, client.usePooling().build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    /** The clients look at the host name in a certificate only when they are told to. */
    private static SSLParameters hostNameChecked() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }
}
