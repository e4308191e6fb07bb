package routes.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.Workspace;

/** A MariaDB server of its own, and a replica of it. */
public final class Replication implements AutoCloseable {

    private static final String DATABASE = "replicated";
    private static final String USER = "app";

    private final Workspace workspaceOfPrimary = Servers.workspace();
    private final Workspace workspaceOfReplica = Servers.workspace();
    private final EmbeddedMariaDb primary;
    private final EmbeddedMariaDb replica;

    /**
     * Starts both.
     *
     * @param format {@code binlog_format} of the primary
     */
    public Replication(String format) throws IOException, InterruptedException, SQLException {
        primary = new EmbeddedMariaDb(workspaceOfPrimary, DATABASE, USER, optionsOfPrimary(format));
        replica = replica(workspaceOfReplica, USER);
        primary.start();
        replica.start();
        follow(replica, primary);
    }

    /** What a server is started with that others may follow. */
    public static List<String> optionsOfPrimary(String format) {
        return List.of("--log-bin=binlog", "--server-id=1", "--binlog-format=" + format);
    }

    /**
     * A server that can follow another.
     *
     * @param user who is there before it follows, as on the other
     */
    public static EmbeddedMariaDb replica(Workspace workspace, String user) {
        return new EmbeddedMariaDb(
                workspace, DATABASE, user, List.of("--server-id=2", "--slave-net-timeout=5", "--relay-log=relay"));
    }

    /** Has a server follow another from now on. */
    public static void follow(EmbeddedMariaDb replica, EmbeddedMariaDb primary) throws SQLException {
        List<String> position = firstRow(primary, "SHOW MASTER STATUS");
        execute(
                replica,
                ("CHANGE MASTER TO MASTER_HOST = '%s', MASTER_PORT = %d, MASTER_USER = '%s', MASTER_PASSWORD = '%s',"
                                + " MASTER_LOG_FILE = '%s', MASTER_LOG_POS = %s, MASTER_CONNECT_RETRY = 1, MASTER_SSL = 0, MASTER_SSL_VERIFY_SERVER_CERT = 0")
                        .formatted(
                                primary.host(),
                                primary.port(),
                                primary.adminUser(),
                                primary.adminPassword(),
                                position.get(0),
                                position.get(1)),
                "START SLAVE");
    }

    public EmbeddedMariaDb primary() {
        return primary;
    }

    public EmbeddedMariaDb replica() {
        return replica;
    }

    /** Waits until a replica has all that its primary has. */
    public static void awaitCaughtUp(EmbeddedMariaDb replica, EmbeddedMariaDb primary) throws SQLException {
        List<String> position = firstRow(primary, "SHOW MASTER STATUS");
        String waited = firstRow(
                        replica, "SELECT MASTER_POS_WAIT('" + position.get(0) + "', " + position.get(1) + ", 60)")
                .get(0);
        if (waited == null || waited.startsWith("-")) {
            throw new IllegalStateException(
                    "the replica does not follow: " + firstRow(replica, "SHOW ALL SLAVES STATUS"));
        }
    }

    /** Runs statements as the administrator. */
    public static void execute(EmbeddedMariaDb server, String... statements) throws SQLException {
        try (Connection connection = server.adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            for (String statement : statements) {
                sql.execute(statement);
            }
        }
    }

    private static List<String> firstRow(EmbeddedMariaDb server, String question) throws SQLException {
        try (Connection connection = server.adminDataSource().getConnection();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(question)) {
            row.next();
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                values.add(row.getString(column));
            }
            return values;
        }
    }

    @Override
    public void close() {
        workspaceOfReplica.close();
        workspaceOfPrimary.close();
    }
}
