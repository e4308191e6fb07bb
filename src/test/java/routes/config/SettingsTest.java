package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        environment.put("REDIS_TLS", "maybe");

        Settings settings = load();

        assertThatThrownBy(() -> settings.integer("database.port", 1, 65535))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("DATABASE_PORT (database.port) must be a whole number, and is \"none\"");
        assertThatThrownBy(() -> settings.duration("grace.period")).hasMessageStartingWith("GRACE_PERIOD");
        assertThatThrownBy(() -> settings.flag("redis.tls")).hasMessageStartingWith("REDIS_TLS");
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

    @ParameterizedTest
    @CsvSource({
        "db.password, true",
        "DB_PASSWORD, true",
        "db-password, true",
        "Redis.Password, true",
        "AWS_SECRET_ACCESS_KEY, true",
        "aws_session_token, true",
        "STATUS_TOKEN, true",
        "FTP_PASSWORD, true",
        "my.ftp.password, false",
        "MY_FTP_PASSWORD, false",
        "camel.component.http.proxy-auth-password, false",
        "db.user, false"
    })
    void should_keep_a_name_from_routes_when_it_is_a_secrets_in_any_spelling(String name, boolean kept) {
        assertThat(Settings.isKeptFromRoutes(name)).isEqualTo(kept);
    }

    @Test
    void should_mask_what_others_call_a_secret_and_give_it_to_routes_when_it_is_the_operators_own(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("mine.properties");
        Files.writeString(
                file,
                "my.ftp.password=s3cret\nmy.hook.token=s3cret\ncamel.component.aws2-s3.secretKey=s3cret\n"
                        + "my.hook=https://h/x?sig=s3cret\nmy.name=shown\n");
        environment.put("CONFIG_LOCATION", file.toString());

        Settings settings = load();

        assertThat(settings.masked().values()).noneMatch(value -> value.contains("s3cret"));
        assertThat(settings.masked()).containsEntry("my.name", "shown");
        assertThat(settings.forRoutes())
                .containsEntry("my.ftp.password", "s3cret")
                .containsEntry("camel.component.aws2-s3.secretKey", "s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "'"})
    void should_refuse_every_setting_by_name_when_its_value_stands_in_quotes(String quote) {
        Map<String, String> known = load().all();
        known.forEach((key, value) -> environment.put(
                Settings.variable(key), quote + (value.contains(quote) || value.isEmpty() ? "x" : value) + quote));
        environment.remove("CONFIG_LOCATION");
        Settings.entries("constants.properties").keySet().forEach(key -> environment.remove(Settings.variable(key)));

        List<String> refused =
                catchThrowableOfType(ConfigurationException.class, this::load).problems();

        assertThat(refused)
                .allMatch(line -> line.contains(") is in quotes, which would be part of the value: leave them out"))
                .extracting(line -> line.replaceFirst(" .*", ""))
                .containsExactlyInAnyOrderElementsOf(environment.keySet().stream()
                        .filter(variable ->
                                !variable.matches("(DB|REDIS)_PASSWORD|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN"
                                        + "|STATUS_TOKEN|CAMEL_.*"))
                        .toList());
    }

    @Test
    void should_take_quotes_that_may_be_meant_as_they_are(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.properties");
        Files.writeString(file, "my.text=\"said\"\n");
        environment.put("CONFIG_LOCATION", file.toString());
        environment.put("DB_PASSWORD", "\"s3cret\"");
        environment.put("STATUS_TOKEN", "'s3cret'");
        environment.put("PATH_FORMS", "\"{key}\" -> \"{key}\"");
        environment.put("LEGACY_S3_OBJECT_PREFIX", "\"of\" the \"old\"");
        environment.put("TARGET_OBJECT_PREFIX", "'");

        Settings settings = load();

        assertThat(settings.text("db.password")).isEqualTo("\"s3cret\"");
        assertThat(settings.text("status.token")).isEqualTo("'s3cret'");
        assertThat(settings.text("path.forms")).isEqualTo("\"{key}\" -> \"{key}\"");
        assertThat(settings.text("legacy.s3.object.prefix")).isEqualTo("\"of\" the \"old\"");
        assertThat(settings.text("target.object.prefix")).isEqualTo("'");
        assertThat(settings.text("my.text")).isEqualTo("\"said\"");
    }

    @Test
    void should_read_times_with_units() {
        environment.put("GRACE_PERIOD", "2m");

        assertThat(load().duration("grace.period")).isEqualTo(Duration.ofMinutes(2));
        assertThat(load().duration("retry.delay")).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @CsvSource({"environment", "system", "file"})
    void should_name_the_successor_when_a_setting_of_an_earlier_version_is_set(String where, @TempDir Path folder)
            throws IOException {
        switch (where) {
            case "environment" -> {
                environment.put("RETRY_DELAY", "1s");
                environment.put("VERIFY_DIRECTORY", "/tmp");
            }
            case "system" -> {
                system.put("retry.delay", "1s");
                system.put("verify.directory", "/tmp");
            }
            default -> {
                Path file = folder.resolve("mine.properties");
                Files.writeString(file, "retry.delay=1s\nverify.directory=/tmp\n");
                environment.put("CONFIG_LOCATION", file.toString());
            }
        }

        assertThatThrownBy(this::load)
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .containsExactly(
                                "RETRY_DELAY (retry.delay) is no longer a setting: a step is tried again after 500 ms,"
                                        + " doubled each time",
                                "VERIFY_DIRECTORY (verify.directory) is no longer a setting: verify --directory and plan"
                                        + " --directory say it"));
    }

    @Test
    void should_pass_over_a_setting_of_an_earlier_version_when_its_variable_is_empty() {
        environment.put("RETRY_DELAY", "");

        assertThat(load().duration("retry.delay")).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void should_take_no_value_from_outside_when_it_is_a_constant() {
        environment.put("S3_MAX_ATTEMPTS", " ");
        system.put("routes.folder.of.mine", "x");

        assertThat(load().integer("s3.max.attempts", 1, 100)).isEqualTo(4);
        assertThat(load().with(Map.of("s3.max.attempts", "1")).integer("s3.max.attempts", 1, 100))
                .isOne();
    }

    @Test
    void should_look_for_route_files_beside_the_file_when_one_is_named(@TempDir Path folder) throws IOException {
        assertThat(load().text("routes.folder")).isEqualTo("config/routes");
        Path file = Files.writeString(folder.resolve("mine.properties"), "");
        environment.put("CONFIG_LOCATION", file.toString());

        assertThat(load().text("routes.folder"))
                .isEqualTo(folder.resolve("routes").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "APPLY_MOD, APPLY_MODE",
        "DB_PASWORD, DB_PASSWORD",
        "REDIS_HOTS, REDIS_HOST",
        "SOURCE_S3_BUCKETS, SOURCE_S3_BUCKET",
        "DATABASE-HOST, DATABASE_HOST"
    })
    void should_name_what_was_meant_when_a_variable_is_misspelt(String variable, String meant) {
        Set<String> settings = load().all().keySet();

        assertThatThrownBy(() -> MisspeltVariables.refuse(Set.of("PATH", "HOME", variable), settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(variable + " is no setting; did you mean " + meant + "?");
        MisspeltVariables.refuse(Set.of(variable, meant), settings);
    }

    @Test
    void should_leave_the_variables_of_others_alone() {
        Set<String> settings = load().all().keySet();

        MisspeltVariables.refuse(
                Set.of(
                        "AWS_PROFILE",
                        "AWS_DEFAULT_REGION",
                        "AWS_ENDPOINT_URL",
                        "AWS_SESSION_TOKEN",
                        "AWS_ROLE_ARN",
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                        "ECS_CONTAINER_METADATA_URI_V4",
                        "REDIS_SERVICE_HOST",
                        "REDIS_SERVICE_PORT",
                        "REDIS_PORT_6379_TCP_ADDR",
                        "DATABASE_URL",
                        "DB_HOST",
                        "DB_PASS",
                        "DB_NAME",
                        "LOG_DIR",
                        "JAVA_HOME",
                        "HOSTNAME"),
                settings);
        MisspeltVariables.refuse(System.getenv().keySet(), settings);
    }
}
