package routes.throttle;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A replica, by what {@code SHOW ALL SLAVES STATUS} says (https://mariadb.com/kb/en/show-replica-status/). */
public final class Replica {

    private static final String QUESTION = "SHOW ALL SLAVES STATUS";
    private static final String SECONDS = "Seconds_Behind_Master";

    private final JdbcTemplate jdbc;

    public Replica(DataSource server) {
        this.jdbc = new JdbcTemplate(server);
    }

    /**
     * Asks how far it is behind.
     *
     * @throws org.springframework.dao.DataAccessException when it cannot be asked
     */
    public Lag lag() {
        List<Lag> connections = jdbc.query(QUESTION, (row, number) -> of(row));
        if (connections.isEmpty()) {
            return Lag.NO_REPLICA;
        }
        return connections.stream()
                .filter(lag -> lag.seconds().isEmpty())
                .findFirst()
                .orElseGet(() -> new Lag(
                        connections.stream()
                                .map(lag -> lag.seconds().orElseThrow())
                                .max(Long::compare),
                        ""));
    }

    private static Lag of(ResultSet row) throws SQLException {
        long seconds = row.getLong(SECONDS);
        if (!row.wasNull()) {
            return new Lag(Optional.of(seconds), "");
        }
        String words = Stream.of(row.getString("Last_SQL_Error"), row.getString("Last_IO_Error"))
                .filter(error -> error != null && !error.isBlank())
                .findFirst()
                .flatMap(error -> error.lines().findFirst())
                .orElse("Slave_SQL_Running " + row.getString("Slave_SQL_Running") + ", Slave_IO_Running "
                        + row.getString("Slave_IO_Running"));
        return new Lag(Optional.empty(), words);
    }
}
