package routes.connect;

import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.net.HostAndPort;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.throttle.Replica;
import routes.throttle.ThrottleSettings;

/** Asks each replica whether it says how far it is behind. */
public final class ReplicaCheck {

    private static final String REPLICAS = "database.replicas";

    /** MariaDB's code of a privilege that is missing. */
    private static final int PRIVILEGE = 1227;

    private final Settings settings;

    public ReplicaCheck(Settings settings) {
        this.settings = settings;
    }

    /**
     * Asks, waiting for nobody.
     *
     * @throws ConfigurationException with a line for each replica that cannot be watched
     */
    public void require() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** A line for each replica that cannot be watched. */
    List<String> problems() {
        return ThrottleSettings.of(settings).replicas().stream()
                .map(this::problem)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> problem(HostAndPort address) {
        try (HikariDataSource server = Database.watch(settings, address)) {
            try {
                return new Replica(server).lag().isOfReplica()
                        ? Optional.empty()
                        : line("names a server that is no replica: " + address);
            } catch (DataAccessException e) {
                return line(
                        isPrivilegeMissing(e)
                                ? "names a replica that may not be asked: %s; there: GRANT REPLICA MONITOR ON *.* TO %s"
                                        .formatted(address, user(server))
                                : "names a replica that cannot be asked: " + address + ": " + Explanation.of(e));
            }
        }
    }

    private static boolean isPrivilegeMissing(DataAccessException e) {
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException sql
                && sql.getErrorCode() == PRIVILEGE;
    }

    /** The account as the server knows it. */
    private static String user(HikariDataSource server) {
        String user = new JdbcTemplate(server).queryForObject("SELECT CURRENT_USER()", String.class);
        int at = user.lastIndexOf('@');
        return "'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'";
    }

    private static Optional<String> line(String what) {
        return Optional.of(Settings.line(REPLICAS, what));
    }
}
