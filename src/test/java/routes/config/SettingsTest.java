package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private final Map<String, String> system = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private Settings load() {
        return Settings.load(system::get, environment::get);
    }

    @Test
    void should_take_the_older_solutions_variables_when_they_are_set() {
        environment.put("SOURCE_S3_BUCKET", "legacy");
        environment.put("TEMP_TABLE_FOR_UPDATE", "moved");
        environment.put("DB_PASSWORD", " s3cret ");

        Settings settings = load();

        assertThat(settings.text("source.s3.bucket")).isEqualTo("legacy");
        assertThat(settings.text("temp.table.for.update")).isEqualTo("moved");
        assertThat(settings.text("db.password")).isEqualTo(" s3cret ");
    }

    @Test
    void should_prefer_system_property_then_environment_then_file_when_several_are_set(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("mine.properties");
        Files.writeString(file, "redis.host=file\nredis.port=1\ndatabase.port=1\nmy.own.key=x\n");
        environment.put("CONFIG_LOCATION", file.toString());
        environment.put("REDIS_HOST", "environment");
        environment.put("REDIS_PORT", "2");
        system.put("redis.host", "system");

        Settings settings = load();

        assertThat(settings.text("redis.host")).isEqualTo("system");
        assertThat(settings.text("redis.port")).isEqualTo("2");
        assertThat(settings.text("database.port")).isEqualTo("1");
        assertThat(settings.text("my.own.key")).isEqualTo("x");
    }

    @Test
    void should_name_the_setting_when_a_value_is_malformed() {
        environment.put("DATABASE_PORT", "none");
        environment.put("GRACE_PERIOD", "soon");
        environment.put("FOLLOW", "maybe");

        Settings settings = load();

        assertThatThrownBy(() -> settings.integer("database.port", 1, 65535))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("DATABASE_PORT (database.port) must be a whole number, and is \"none\"");
        assertThatThrownBy(() -> settings.duration("grace.period")).hasMessageStartingWith("GRACE_PERIOD");
        assertThatThrownBy(() -> settings.flag("follow")).hasMessageStartingWith("FOLLOW");
        assertThatThrownBy(() -> settings.required("source.s3.bucket"))
                .hasMessage("SOURCE_S3_BUCKET (source.s3.bucket) is not set");
    }

    @Test
    void should_refuse_a_named_file_when_it_cannot_be_read() {
        environment.put("CONFIG_LOCATION", "/nowhere/at.all");

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("CONFIG_LOCATION")
                .hasMessageContaining("/nowhere/at.all");
    }

    @Test
    void should_keep_secrets_from_routes_and_listings_when_they_are_set() {
        environment.put("DB_PASSWORD", "s3cret");
        environment.put("REDIS_PASSWORD", "s3cret");
        environment.put("AWS_SECRET_ACCESS_KEY", "s3cret");
        environment.put("AWS_SESSION_TOKEN", "s3cret");

        Settings settings = load();

        assertThat(settings.masked().values()).doesNotContain("s3cret");
        assertThat(settings.forRoutes().values()).doesNotContain("s3cret");
    }

    @Test
    void should_read_times_with_units() {
        environment.put("GRACE_PERIOD", "2m");

        assertThat(load().duration("grace.period")).isEqualTo(Duration.ofMinutes(2));
        assertThat(load().duration("retry.delay")).isEqualTo(Duration.ofMillis(500));
    }
}
