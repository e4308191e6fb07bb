package routes.connect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Settings;

/** Looks at what the server as a whole allows. */
final class ServerCheck {

    private static final String KEY = "database.host";

    private final String where;
    private final JdbcTemplate jdbc;

    /**
     * @param where host and port, for people
     */
    ServerCheck(String where, JdbcTemplate jdbc) {
        this.where = where;
        this.jdbc = jdbc;
    }

    /** A line for each problem found. */
    List<String> check() {
        Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        jdbc.query(
                "SELECT variable_name, variable_value FROM information_schema.global_variables"
                        + " WHERE variable_name IN ('READ_ONLY', 'INNODB_READ_ONLY', 'LOG_BIN', 'BINLOG_FORMAT')",
                row -> {
                    variables.put(row.getString(1), row.getString(2));
                });
        List<String> problems = new ArrayList<>();
        // also for a user whom read_only does not stop: what he writes to a replica nobody else has
        for (String variable : List.of("read_only", "innodb_read_only")) {
            String value = variables.getOrDefault(variable, "OFF");
            if (!value.matches("OFF|0|NO")) {
                problems.add(Settings.line(
                        KEY,
                        "is read-only, a replica perhaps, and must be the server that the application writes to: "
                                + where + " has " + variable + " " + value));
            }
        }
        // statement-based logging forbids the isolation level that keeps locks off the application's inserts
        if ("ON".equals(variables.get("log_bin")) && "STATEMENT".equals(variables.get("binlog_format"))) {
            problems.add(Settings.line(KEY, "has binlog_format STATEMENT, which must be MIXED or ROW: " + where));
        }
        return problems;
    }
}
