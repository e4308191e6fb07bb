package routes.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A replica that says nothing. */
class ReplicaWatchTest {

    private static final ThrottleSettings SETTINGS = new ThrottleSettings(
            List.of(),
            Duration.ofSeconds(5),
            Optional.of(Duration.ofSeconds(60)),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15));

    private long seconds = 1000;
    private final ReplicaWatch watch =
            new ReplicaWatch("db2:3306", new Replica(new Away()), SETTINGS, () -> TimeUnit.SECONDS.toNanos(seconds));

    /** A server that is away. */
    private static final class Away extends AbstractDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("Connection refused");
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }
    }

    @Test
    void should_count_as_lagging_when_it_cannot_be_asked_for_long() {
        seconds += 14;
        assertThat(watch.look()).isEqualTo(Finding.NOTHING);

        seconds += 1;
        Finding found = watch.look();
        assertThat(found.tooMuch())
                .contains("the replica db2:3306 cannot be asked for 15 s, and counts as lagging: Connection refused"
                        + " (database.replicas)");
        assertThat(found.value()).contains(15.0);
        assertThat(found.critical()).isEmpty();
    }

    @Test
    void should_fall_behind_with_the_time_when_it_cannot_be_asked() {
        seconds += 60;
        assertThat(watch.look().critical()).isEmpty();

        seconds += 1;
        assertThat(watch.look().critical())
                .contains(
                        "DATABASE_CRITICAL_LAG (database.critical-lag) is 60 s, and the replica db2:3306 is 61 s behind");
    }
}
