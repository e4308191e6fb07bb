package routes.connect;

import java.time.Duration;
import javax.net.ssl.SSLParameters;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.CommandObjects;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/**
 * Connections to the server that has the keys: Jedis' own, for streams and scripts, and Spring's, which is all that camel-spring-redis
 * takes. A cluster says by itself which of its servers that is.
 */
final class RedisNode implements AutoCloseable {

    private static final int CONNECTIONS = 32;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RedisSettings settings;
    private final HostAndPort address;
    private final PooledConnectionProvider connections;
    private JedisConnectionFactory springs;

    private RedisNode(RedisSettings settings, HostAndPort address) {
        this.settings = settings;
        this.address = address;
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        this.connections = new PooledConnectionProvider(address, client(settings), pool);
    }

    /**
     * Asks the server that the settings name for a key of the namespace: where it answers MOVED, the one that it names has them all.
     *
     * @throws JedisException when it cannot be asked
     */
    static RedisNode find(RedisSettings settings) {
        RedisNode named = new RedisNode(settings, new HostAndPort(settings.host(), settings.port()));
        try (Connection connection = named.connection()) {
            connection.executeCommand(new CommandObjects().get(settings.namespace() + ":migration"));
            return named;
        } catch (JedisMovedDataException e) {
            named.close();
            HostAndPort target = e.getTargetNode();
            // a server that does not know its own address leaves it out: it is the one that was asked
            String host = target.getHost().isEmpty() ? settings.host() : target.getHost();
            return new RedisNode(settings, new HostAndPort(host, target.getPort()));
        } catch (RuntimeException e) {
            named.close();
            throw e;
        }
    }

    Connection connection() {
        return connections.getConnection();
    }

    /** Ends the connections that nobody uses: where one is dead, each of the others would cost a time-out. */
    void dropIdle() {
        connections.getPool().clear();
    }

    /** Spring's connections, made when they are first asked for. */
    synchronized JedisConnectionFactory springs() {
        if (springs == null) {
            springs = springs(settings, address);
        }
        return springs;
    }

    /**
     * Whether a fault says that this server is not, or no more, the one that has the keys and takes writes; it was not carried out then, as
     * of https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ and the replies of a replica.
     */
    boolean isLeftBy(JedisException fault) {
        String answer = String.valueOf(fault.getMessage());
        return answer.startsWith("READONLY")
                || answer.contains("-READONLY") // out of a script, as of Redis 6
                || answer.startsWith("MASTERDOWN")
                || answer.startsWith("MOVED")
                || (isOfCluster() && (fault instanceof JedisConnectionException || answer.startsWith("CLUSTERDOWN")));
    }

    /** Whether another server has named this one, whose place a further one may take. */
    private boolean isOfCluster() {
        return !address.equals(new HostAndPort(settings.host(), settings.port()));
    }

    @Override
    public synchronized void close() {
        connections.close();
        if (springs != null) {
            springs.destroy();
        }
    }

    private static DefaultJedisClientConfig client(RedisSettings settings) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) Connections.CONNECT_TIMEOUT.toMillis())
                .socketTimeoutMillis((int) TIMEOUT.toMillis())
                .ssl(settings.tls())
                .sslParameters(hostNameChecked());
        settings.user().ifPresent(client::user);
        settings.password().ifPresent(client::password);
        return client.build();
    }

    private static JedisConnectionFactory springs(RedisSettings settings, HostAndPort address) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(address.getHost(), address.getPort());
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
