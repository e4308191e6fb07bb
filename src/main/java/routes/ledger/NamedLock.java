package routes.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.fault.SystemFaultException;

/** A lock by name in the database server, for what one process at a time may do; it ends with its connection. */
final class NamedLock {

    private static final int PATIENCE_SECONDS = 10;

    private final JdbcTemplate jdbc;
    private final String name;

    /**
     * @param name of 44 characters at most: the server takes 64
     */
    NamedLock(JdbcTemplate jdbc, String name) {
        this.jdbc = jdbc;
        this.name = "s3-migration-routes " + name;
    }

    /**
     * Does something while nobody else holds the lock.
     *
     * @throws SystemFaultException when another holds it for too long
     */
    void hold(Runnable work) {
        jdbc.execute((ConnectionCallback<Void>) connection -> {
            try (PreparedStatement lock = connection.prepareStatement("SELECT GET_LOCK(?, " + PATIENCE_SECONDS + ")");
                    PreparedStatement release = connection.prepareStatement("DO RELEASE_LOCK(?)")) {
                lock.setString(1, name);
                release.setString(1, name);
                if (!isHeld(lock)) {
                    throw new SystemFaultException(
                            "another producer has been starting for " + PATIENCE_SECONDS + " s", null);
                }
                try {
                    work.run();
                } finally {
                    release.execute();
                }
            }
            return null;
        });
    }

    private static boolean isHeld(PreparedStatement lock) throws SQLException {
        try (ResultSet answer = lock.executeQuery()) {
            return answer.next() && answer.getInt(1) == 1;
        }
    }
}
