package routes.connect;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import org.mariadb.jdbc.export.SslMode;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Settings;
import routes.s3.CarefulS3Client;
import routes.s3.CopyPolicy;
import routes.template.CopyWatcher;
import routes.template.TemplateS3Client;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.ecs.EcsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The clients of MariaDB, Redis and AWS, made of the settings. Making one connects to nothing yet. */
public final class Connections implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int REDIS_CONNECTIONS = 32;
    private static final int REDIS_TIMEOUT_MILLIS = 5000;
    /** Requests beside the copies, such as those of a status page. */
    private static final int SPARE_S3_CONNECTIONS = 16;

    private final HikariDataSource database;
    private final UnifiedJedis redis;
    private final JedisConnectionFactory redisConnections;
    private final S3Client s3;
    private final EcsClient ecs;

    /**
     * @param watchers what sees every request to S3
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    public Connections(Settings settings, CopyWatcher... watchers) {
        this.database = database(settings);
        this.redis = redis(settings);
        this.redisConnections = redisConnections(settings);
        this.s3 = s3(settings, watchers);
        this.ecs = ecs(settings);
    }

    public HikariDataSource database() {
        return database;
    }

    public UnifiedJedis redis() {
        return redis;
    }

    public JedisConnectionFactory redisConnections() {
        return redisConnections;
    }

    public S3Client s3() {
        return s3;
    }

    public EcsClient ecs() {
        return ecs;
    }

    @Override
    public void close() {
        ecs.close();
        s3.close();
        redisConnections.destroy();
        redis.close();
        database.close();
    }

    private static HikariDataSource database(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl("jdbc:mariadb://%s:%d/%s"
                .formatted(
                        settings.required("database.host"),
                        settings.integer("database.port", 1, 65535),
                        settings.required("database.name")));
        config.setUsername(settings.required("db.user"));
        config.setPassword(settings.text("db.password"));
        SslMode mode = sslMode(settings);
        config.addDataSourceProperty("sslMode", mode.getValue());
        authority(settings, mode).ifPresent(file -> config.addDataSourceProperty("serverSslCert", file));
        config.addDataSourceProperty("useServerPrepStmts", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toMillis()));
        config.addDataSourceProperty(
                "socketTimeout",
                Long.toString(settings.duration("database.timeout").toMillis()));
        config.setMaximumPoolSize(settings.integer("database.connections", 2, 1000));
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        // the application's inserts beside a range that is applied must not wait for locks on the gaps between rows
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // a new path that does not fit must be refused, never cut; times must not depend on the server's time zone
        config.setConnectionInitSql("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'),"
                + " time_zone = '+00:00', innodb_lock_wait_timeout = 10");
        return new HikariDataSource(config);
    }

    private static SslMode sslMode(Settings settings) {
        String mode = settings.text("database.ssl.mode");
        try {
            return SslMode.from(mode);
        } catch (IllegalArgumentException e) {
            throw Settings.problem(
                    "database.ssl.mode", "must be disable, trust, verify-ca or verify-full, and is \"" + mode + "\"");
        }
    }

    /** Where Connector/J finds the CA's certificate; without one it asks Java's trust store. */
    private static Optional<String> authority(Settings settings, SslMode mode) {
        return settings.optional("database.ssl.ca").map(file -> {
            if (mode == SslMode.DISABLE || mode == SslMode.TRUST) {
                throw Settings.problem(
                        "database.ssl.ca",
                        "needs DATABASE_SSL_MODE verify-ca or verify-full: " + mode.getValue()
                                + " looks at no certificate");
            }
            Path path = Path.of(file);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw Settings.problem("database.ssl.ca", "names no file that can be read: " + file);
            }
            return path.toUri().toString();
        });
    }

    /** The clients of Redis look at the host name in a certificate only when they are told to. */
    private static SSLParameters hostNameChecked() {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    private static UnifiedJedis redis(Settings settings) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) CONNECT_TIMEOUT.toMillis())
                .socketTimeoutMillis(REDIS_TIMEOUT_MILLIS)
                .ssl(settings.flag("redis.tls"))
                .sslParameters(hostNameChecked());
        settings.optional("redis.user").ifPresent(client::user);
        settings.optional("redis.password").ifPresent(client::password);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(REDIS_CONNECTIONS);
        pool.setMaxIdle(REDIS_CONNECTIONS);
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(settings.required("redis.host"), settings.integer("redis.port", 1, 65535)))
                .clientConfig(client.build())
                .poolConfig(pool)
                .build();
    }

    private static JedisConnectionFactory redisConnections(Settings settings) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(
                settings.required("redis.host"), settings.integer("redis.port", 1, 65535));
        settings.optional("redis.user").ifPresent(server::setUsername);
        settings.optional("redis.password").ifPresent(server::setPassword);
        JedisClientConfiguration.JedisClientConfigurationBuilder client = JedisClientConfiguration.builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ofMillis(REDIS_TIMEOUT_MILLIS));
        if (settings.flag("redis.tls")) {
            client.useSsl().sslParameters(hostNameChecked());
        }
        JedisConnectionFactory factory =
                new JedisConnectionFactory(server, client.usePooling().build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private static S3Client s3(Settings settings, CopyWatcher... watchers) {
        Optional<URI> endpoint = endpoint(settings, "aws.endpoint.url.s3");
        boolean pathStyle =
                switch (settings.text("s3.path.style").toLowerCase(Locale.ROOT)) {
                    case "auto" -> endpoint.isPresent();
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw Settings.problem("s3.path.style", "must be auto, true or false");
                };
        CopyPolicy copies = CopyPolicy.of(settings);
        Duration timeout = settings.duration("s3.timeout");
        int attempts = settings.integer("s3.max.attempts", 1, 100);
        AwsCredentialsProvider credentials = credentials(settings);
        Supplier<S3ClientBuilder> builder = () -> aws(S3Client.builder(), settings, endpoint)
                .credentialsProvider(credentials)
                .forcePathStyle(pathStyle)
                .overrideConfiguration(override -> {
                    override.apiCallAttemptTimeout(timeout).retryStrategy(retries(settings, attempts));
                    List.of(watchers).forEach(override::addExecutionInterceptor);
                });
        int connections = settings.integer("copy.concurrency", 1, 10_000)
                + CarefulS3Client.spareConnections(copies)
                + SPARE_S3_CONNECTIONS;
        S3Client client =
                builder.get().httpClientBuilder(http(connections, timeout)).build();
        // the time of an attempt is limited anyway, and a read that has a limit of its own costs a virtual thread a
        // timer
        ApacheHttpClient.Builder copierHttp = http(connections, Duration.ZERO);
        S3Client copier = settings.flag("copy.by-example")
                ? new TemplateS3Client(builder.get(), copierHttp.build(), credentials, timeout, List.of(watchers))
                : builder.get().httpClientBuilder(copierHttp).build();
        return new CarefulS3Client(copier, client, copies);
    }

    private static ApacheHttpClient.Builder http(int connections, Duration socketTimeout) {
        return ApacheHttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(socketTimeout)
                .tcpKeepAlive(true);
    }

    private static EcsClient ecs(Settings settings) {
        return aws(EcsClient.builder(), settings, endpoint(settings, "aws.endpoint.url.ecs"))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    private static <B extends AwsClientBuilder<B, ?>> B aws(B builder, Settings settings, Optional<URI> endpoint) {
        builder.region(Region.of(settings.required("aws.region"))).credentialsProvider(credentials(settings));
        endpoint.ifPresent(builder::endpointOverride);
        return builder;
    }

    private static AwsCredentialsProvider credentials(Settings settings) {
        if (!settings.has("aws.access.key.id")) {
            return DefaultCredentialsProvider.builder().build();
        }
        String id = settings.text("aws.access.key.id");
        String secret = settings.required("aws.secret.access.key");
        return StaticCredentialsProvider.create(
                settings.has("aws.session.token")
                        ? AwsSessionCredentials.create(id, secret, settings.text("aws.session.token"))
                        : AwsBasicCredentials.create(id, secret));
    }

    private static Optional<URI> endpoint(Settings settings, String key) {
        String named = settings.has(key) ? key : "aws.endpoint.url";
        return settings.optional(named).map(text -> {
            try {
                URI uri = URI.create(text);
                if (uri.getScheme() == null || uri.getHost() == null) {
                    throw new IllegalArgumentException("no scheme or host");
                }
                return uri;
            } catch (IllegalArgumentException e) {
                throw Settings.problem(named, "must be a URL such as http://127.0.0.1:9000, and is \"" + text + "\"");
            }
        });
    }

    private static RetryStrategy retries(Settings settings, int attempts) {
        RetryMode mode = settings.choice("s3.retry.mode", RetryMode.class);
        return AwsRetryStrategy.forRetryMode(mode).toBuilder()
                .maxAttempts(attempts)
                .build();
    }
}
