package routes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import redis.clients.jedis.Jedis;
import routes.embedded.EmbeddedEcs;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.EmbeddedRedis;
import routes.embedded.EmbeddedS3;
import routes.embedded.Workspace;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/**
 * One server of each kind for all tests of this JVM, each started when it is first asked for and stopped at the end.
 *
 * <p>Tests share them, so that no test stops one: a test that does starts its own in a {@link #workspace()}.
 */
public final class Servers {

    /**
     * A database of its own with its application user.
     *
     * @param url the JDBC URL, without credentials
     */
    public record Database(
            String name, String host, int port, String url, String user, String password, EmbeddedMariaDb server) {

        /** Connections of the application user; each is a new one. */
        public DataSource dataSource() {
            return source(url, user, password);
        }

        /** Connections to the database with all privileges; each is a new one. */
        public DataSource adminDataSource() {
            return source(url, server.adminUser(), server.adminPassword());
        }
    }

    /** A pair of empty buckets. */
    public record Buckets(String source, String target) {

        /** The request that copies {@code image/NAME} to {@code avatar/NAME} and overwrites nothing. */
        public CopyObjectRequest copy(String name) {
            return CopyObjectRequest.builder()
                    .sourceBucket(source)
                    .sourceKey("image/" + name)
                    .destinationBucket(target)
                    .destinationKey("avatar/" + name)
                    .ifNoneMatch("*")
                    .build();
        }
    }

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    private Servers() {}

    /** A new workspace, to be closed by the test that starts servers of its own in it. */
    public static Workspace workspace() {
        try {
            return Workspace.open(Path.of("target", "embedded"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static EmbeddedMariaDb mariaDb() {
        return MariaDb.SERVER;
    }

    public static EmbeddedRedis redis() {
        return Redis.SERVER;
    }

    public static EmbeddedS3 s3() {
        return S3.SERVER;
    }

    public static EmbeddedEcs ecs() {
        return Ecs.SERVER;
    }

    /** A client of the shared S3 server, which stays open. */
    public static S3Client s3Client() {
        return S3.CLIENT;
    }

    /** Creates an empty database and a user who has the privileges a migration needs on it, and no others. */
    public static Database createDatabase() {
        return createDatabase(mariaDb());
    }

    /** The same, on a server of the test's own. */
    public static Database createDatabase(EmbeddedMariaDb server) {
        int number = SEQUENCE.incrementAndGet();
        Database database = new Database(
                "test_" + number,
                server.host(),
                server.port(),
                server.url("test_" + number),
                "user_" + number,
                "password_" + number,
                server);
        try (Connection connection = server.adminDataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database.name());
            statement.execute("CREATE USER " + database.user() + "@'%' IDENTIFIED BY '" + database.password() + "'");
            statement.execute("GRANT " + EmbeddedMariaDb.PRIVILEGES + " ON " + database.name() + ".* TO "
                    + database.user() + "@'%'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /** Creates two empty buckets. */
    public static Buckets createBuckets() {
        int number = SEQUENCE.incrementAndGet();
        Buckets buckets = new Buckets("source-" + number, "target-" + number);
        s3().createBucket(buckets.source());
        s3().createBucket(buckets.target());
        return buckets;
    }

    /** A new connection to the shared Redis. */
    public static Jedis jedis() {
        return new Jedis(redis().host(), redis().port());
    }

    /** Empties the shared Redis. */
    public static void flushRedis() {
        try (Jedis jedis = jedis()) {
            jedis.flushAll();
        }
    }

    /** The settings, by property key, with which a migration finds the shared servers, this database and these buckets. */
    public static Map<String, String> settings(Database database, Buckets buckets) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("database.host", database.host());
        settings.put("database.port", Integer.toString(database.port()));
        settings.put("database.name", database.name());
        settings.put("db.user", database.user());
        settings.put("db.password", database.password());
        settings.put("redis.host", redis().host());
        settings.put("redis.port", Integer.toString(redis().port()));
        settings.put("source.s3.bucket", buckets.source());
        settings.put("target.s3.bucket", buckets.target());
        settings.put("aws.region", s3().region());
        settings.put("aws.endpoint.url.s3", s3().endpoint().toString());
        settings.put("aws.endpoint.url.ecs", ecs().endpoint().toString());
        settings.put("aws.access.key.id", s3().accessKey());
        settings.put("aws.secret.access.key", s3().secretKey());
        return settings;
    }

    private static DataSource source(String url, String user, String password) {
        try {
            MariaDbDataSource source = new MariaDbDataSource(url);
            source.setUser(user);
            source.setPassword(password);
            return source;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts a server, and says what could not be started where it fails. */
    private interface Start<T> {
        T run() throws Exception;
    }

    private static <T> T started(Start<T> start) {
        try {
            return start.run();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Shared {
        static final Workspace WORKSPACE = closedAtExit(workspace());

        private static Workspace closedAtExit(Workspace workspace) {
            Runtime.getRuntime().addShutdownHook(new Thread(workspace::close, "servers-exit"));
            return workspace;
        }
    }

    private static final class MariaDb {
        static final EmbeddedMariaDb SERVER = started(() -> {
            EmbeddedMariaDb server = new EmbeddedMariaDb(Shared.WORKSPACE, "shared", "shared");
            server.start();
            return server;
        });
    }

    private static final class Redis {
        static final EmbeddedRedis SERVER = started(() -> {
            EmbeddedRedis server = new EmbeddedRedis(Shared.WORKSPACE);
            server.start();
            return server;
        });
    }

    private static final class S3 {
        static final EmbeddedS3 SERVER = started(() -> {
            EmbeddedS3 server = new EmbeddedS3(Shared.WORKSPACE, EmbeddedS3.Backend.TRANSIENT);
            server.start();
            return server;
        });
        static final S3Client CLIENT = SERVER.client();
    }

    private static final class Ecs {
        static final EmbeddedEcs SERVER = started(() -> {
            EmbeddedEcs server = new EmbeddedEcs();
            server.start();
            return server;
        });
    }
}
