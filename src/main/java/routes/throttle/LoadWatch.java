package routes.throttle;

import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Settings;

/**
 * Watches how many threads of the primary are at work, this program's among them. While it cannot be asked nothing is known: what works with
 * it fails by itself then.
 */
final class LoadWatch implements Watch {

    private static final String QUESTION = "SHOW GLOBAL STATUS LIKE 'Threads_running'";

    private final JdbcTemplate jdbc;
    private final ThrottleSettings settings;

    LoadWatch(DataSource primary, ThrottleSettings settings) {
        this.jdbc = new JdbcTemplate(primary);
        this.settings = settings;
    }

    @Override
    public String name() {
        return "";
    }

    @Override
    public Finding look() {
        try {
            int running = jdbc.query(QUESTION, (row, number) -> row.getInt(2)).get(0);
            return new Finding(
                    Optional.of((double) running),
                    settings.maxThreads()
                            .filter(most -> running > most)
                            .map(most ->
                                    "Threads_running of the database is %d, more than %d (database.max-threads-running)"
                                            .formatted(running, most)),
                    settings.criticalThreads()
                            .filter(most -> running > most)
                            .map(most -> Settings.line(
                                    "database.critical-threads-running",
                                    "is %d, and Threads_running is %d".formatted(most, running))));
        } catch (DataAccessException e) {
            return Finding.NOTHING;
        }
    }
}
