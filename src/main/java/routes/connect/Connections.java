package routes.connect;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Settings;
import routes.pace.Pace;
import routes.s3.ConditionalS3Client;
import routes.template.CopyWatcher;
import routes.throttle.ThrottleSettings;
import routes.throttle.ThrottledDataSource;
import routes.throttle.Throttler;
import software.amazon.awssdk.services.ecs.EcsClient;

/** The clients of MariaDB, Redis and AWS, made of the settings. Making them connects to nothing yet. */
public final class Connections implements AutoCloseable {

    /** Time that any server has to accept a connection. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final HikariDataSource database;
    private final List<HikariDataSource> watched = new ArrayList<>();
    private final Throttler throttler;
    private final DataSource table;
    private final UnifiedJedis redis;
    private final RedisConnectionFactory redisConnections;
    private final Pace pace = new Pace();
    private final ConditionalS3Client s3;
    private final EcsClient ecs;

    /**
     * @param watchers what sees every request to S3
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    public Connections(Settings settings, CopyWatcher... watchers) {
        Redis server = new Redis(RedisSettings.of(settings));
        ThrottleSettings throttleSettings = ThrottleSettings.of(settings);
        this.database = Database.pool(settings);
        this.throttler = new Throttler(
                throttleSettings,
                address -> watched(settings, address),
                () -> watched(settings, Database.primary(settings)));
        this.table = new ThrottledDataSource(database, throttler);
        this.redis = server.client();
        this.redisConnections = server.springs();
        this.s3 = Aws.s3(settings, pace, watchers);
        this.ecs = Aws.ecs(settings);
    }

    public HikariDataSource database() {
        return database;
    }

    /** The same connections, for work with the table, which waits while that is paused. */
    public DataSource table() {
        return table;
    }

    /** What pauses work with the table, once it is started. */
    public Throttler throttler() {
        return throttler;
    }

    public UnifiedJedis redis() {
        return redis;
    }

    public RedisConnectionFactory redisConnections() {
        return redisConnections;
    }

    /** What every request to S3 waits for. */
    public Pace pace() {
        return pace;
    }

    public ConditionalS3Client s3() {
        return s3;
    }

    public EcsClient ecs() {
        return ecs;
    }

    @Override
    public void close() {
        ecs.close();
        s3.close();
        redis.close();
        throttler.close();
        watched.forEach(HikariDataSource::close);
        database.close();
    }

    private DataSource watched(Settings settings, HostAndPort address) {
        HikariDataSource server = Database.watch(settings, address);
        watched.add(server);
        return server;
    }
}
