package routes.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import routes.embedded.EmbeddedEcs;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.EmbeddedRedis;
import routes.embedded.EmbeddedS3;
import routes.embedded.Workspace;
import routes.testing.Servers;
import routes.testing.TcpProxy;

/** Real servers, and what stands between them and the program. */
final class Arena implements AutoCloseable {

    /** The application's user. */
    static final String USER = "chaos";

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    final Workspace workspace = Servers.workspace();
    final EmbeddedMariaDb mariaDb;
    final EmbeddedRedis redis = new EmbeddedRedis(workspace);
    final EmbeddedS3 s3 = new EmbeddedS3(workspace, EmbeddedS3.Backend.TRANSIENT);
    final EmbeddedEcs ecs = new EmbeddedEcs();
    final TcpProxy toMariaDb;
    final TcpProxy toRedis;
    final S3Front toS3;

    Arena() throws Exception {
        this(List.of());
    }

    /**
     * @param optionsOfMariaDb beside the usual ones
     */
    Arena(List<String> optionsOfMariaDb) throws Exception {
        mariaDb = new EmbeddedMariaDb(workspace, "chaos", USER, optionsOfMariaDb);
        mariaDb.start();
        redis.start();
        s3.start();
        ecs.start();
        toMariaDb = new TcpProxy(mariaDb.host(), mariaDb.port());
        toRedis = new TcpProxy(redis.host(), redis.port());
        toS3 = new S3Front(s3.endpoint());
    }

    /** A number that no other migration of this JVM has. */
    static int next() {
        return SEQUENCE.incrementAndGet();
    }

    Path directory() {
        return workspace.directory();
    }

    /** Creates an empty database with the application's user and privileges. */
    void createDatabase(String name) throws SQLException {
        try (Connection connection = admin("").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "`");
            statement.execute("GRANT " + EmbeddedMariaDb.PRIVILEGES + ", DELETE ON `" + name + "`.* TO '"
                    + mariaDb.user() + "'@'%'");
        }
    }

    /** Connections with all privileges, past the proxy. */
    DataSource admin(String database) throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource(mariaDb.url(database) + "?connectTimeout=5000");
        source.setUser(mariaDb.adminUser());
        source.setPassword(mariaDb.adminPassword());
        return source;
    }

    /** Forgets all buckets, which is faster than to delete their objects. */
    void emptyS3() throws Exception {
        s3.close();
        s3.start();
        s3.restart();
    }

    /** Ends every trouble. */
    void heal() throws Exception {
        toMariaDb.heal();
        toRedis.heal();
        toS3.heal();
    }

    @Override
    public void close() throws IOException {
        toS3.close();
        toRedis.close();
        toMariaDb.close();
        ecs.close();
        s3.close();
        workspace.close();
    }
}
