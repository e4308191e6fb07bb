package routes.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import routes.config.ConfigurationException;
import routes.config.Settings;

/** What the operator says that the database has to bear. */
class ThrottleSettingsTest {

    private static Settings settings(Map<String, String> values) {
        return Settings.load(key -> null, key -> null).with(values);
    }

    @Test
    void should_watch_nothing_when_nothing_is_set() {
        ThrottleSettings settings = ThrottleSettings.of(settings(Map.of()));

        assertThat(settings.replicas()).isEmpty();
        assertThat(settings.watchesThreads()).isFalse();
        assertThat(settings.maxLag()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.poll()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void should_take_the_port_of_the_primary_when_a_replica_has_none() {
        ThrottleSettings settings = ThrottleSettings.of(settings(Map.of(
                "database.port",
                "3307",
                "database.replicas",
                " db_2, db3:3308,,db_2",
                "database.critical-lag",
                "OFF")));

        assertThat(settings.replicas()).extracting(Object::toString).containsExactly("db_2:3307", "db3:3308");
        assertThat(settings.criticalLag()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "database.replicas|db2:none|DATABASE_REPLICAS (database.replicas) must be hosts such as",
                "database.replicas|db2:99999|DATABASE_REPLICAS (database.replicas) must be hosts such as",
                "database.max-lag|soon|DATABASE_MAX_LAG (database.max-lag) must be a time such as",
                "database.critical-lag|1m|DATABASE_REPLICAS (database.replicas) is not set, and database.critical-lag is",
                "database.max-threads-running|0|DATABASE_MAX_THREADS_RUNNING (database.max-threads-running) must be from 1",
                "database.max-threads-running|few|DATABASE_MAX_THREADS_RUNNING (database.max-threads-running) must be a",
            })
    void should_name_the_setting_in_one_line_when_it_cannot_be_used(String key, String value, String line) {
        assertThat(problem(Map.of(key, value))).startsWith(line);
    }

    @Test
    void should_want_a_critical_limit_above_the_other_when_both_are_set() {
        assertThat(problem(Map.of("database.replicas", "db2", "database.critical-lag", "5s")))
                .isEqualTo("DATABASE_CRITICAL_LAG (database.critical-lag) must be more than database.max-lag,"
                        + " which is 5s");
        assertThat(problem(Map.of("database.max-threads-running", "20", "database.critical-threads-running", "20")))
                .startsWith("DATABASE_CRITICAL_THREADS_RUNNING (database.critical-threads-running) must be more than");
    }

    private static String problem(Map<String, String> values) {
        ConfigurationException refusal =
                catchThrowableOfType(ConfigurationException.class, () -> ThrottleSettings.of(settings(values)));
        assertThat(refusal.problems()).hasSize(1);
        return refusal.problems().get(0);
    }
}
