package routes.chaos;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import redis.clients.jedis.Jedis;
import routes.embedded.EmbeddedEcs;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.EmbeddedRedis;
import routes.embedded.EmbeddedS3;
import routes.embedded.Workspace;
import routes.testing.Replication;
import routes.testing.Servers;
import routes.testing.TcpProxy;

/** Real servers, and what stands between them and the program. */
final class Arena implements AutoCloseable {

    /** The application's user. */
    static final String USER = "chaos";

    private static final AtomicInteger SEQUENCE = new AtomicInteger();

    final Workspace workspace = Servers.workspace();
    final EmbeddedMariaDb mariaDb;
    final EmbeddedS3 s3 = new EmbeddedS3(workspace, EmbeddedS3.Backend.TRANSIENT);
    final EmbeddedEcs ecs = new EmbeddedEcs();
    final TcpProxy toMariaDb;
    final TcpProxy toRedis;
    final S3Front toS3;

    /** The one that is in charge; another one after a failover. */
    EmbeddedRedis redis = new EmbeddedRedis(workspace);

    private final List<Workspace> more = new ArrayList<>();
    private Optional<EmbeddedRedis> spareRedis = Optional.empty();
    private Optional<EmbeddedMariaDb> replica = Optional.empty();

    Arena() throws Exception {
        this(Replication.optionsOfPrimary("MIXED"));
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

    /** A replica of the database, which follows it from the first call on. */
    EmbeddedMariaDb replica() throws Exception {
        if (replica.isEmpty()) {
            EmbeddedMariaDb started = Replication.replica(anotherWorkspace(), USER);
            started.start();
            Replication.execute(started, "ALTER USER '" + USER + "'@'%' IDENTIFIED BY '" + mariaDb.password() + "'");
            Replication.follow(started, mariaDb);
            Replication.execute(mariaDb, "GRANT REPLICA MONITOR ON *.* TO '" + USER + "'@'%'");
            replica = Optional.of(started);
        }
        return replica.get();
    }

    /** The replica, if there is one. */
    Optional<EmbeddedMariaDb> startedReplica() {
        return replica;
    }

    private Workspace anotherWorkspace() {
        Workspace another = Servers.workspace();
        more.add(another);
        return another;
    }

    /**
     * Redis dies, and a replica of it takes over, which lacks the last writes.
     *
     * @param untilDeath the last writes are made
     * @param untilPromotion whoever connects meets the replica, which takes no writes
     */
    void failOverRedis(Runnable untilDeath, Runnable untilPromotion) throws Exception {
        EmbeddedRedis successor;
        if (spareRedis.isPresent()) {
            successor = spareRedis.get();
            successor.restartEmpty();
        } else {
            successor = new EmbeddedRedis(anotherWorkspace());
            successor.start();
        }
        try (Jedis dying = new Jedis(redis.host(), redis.port());
                Jedis heir = new Jedis(successor.host(), successor.port())) {
            dying.configSet("repl-diskless-sync-delay", "0");
            heir.replicaof(redis.host(), redis.port());
            await().pollInterval(Duration.ofMillis(20))
                    .until(() -> heir.info("replication").contains("master_link_status:up"));
            // nobody: it keeps what it has, and goes on to be a replica
            heir.replicaof(redis.host(), 1);
            untilDeath.run();
            redis.kill();
            toRedis.leadTo(successor.port());
            toRedis.cut();
            untilPromotion.run();
            heir.replicaofNoOne();
        }
        spareRedis = Optional.of(redis);
        redis = successor;
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
        more.forEach(Workspace::close);
        workspace.close();
    }
}
