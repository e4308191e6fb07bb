package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalFileTest {

    @TempDir
    private Path folder;

    private Settings load(String content) throws IOException {
        Path file = folder.resolve("mine.properties");
        Files.writeString(file, content);
        return Settings.load(key -> null, Map.of("CONFIG_LOCATION", file.toString())::get);
    }

    @Test
    void should_name_file_line_and_what_was_meant_when_a_key_is_misspelt() {
        assertThatThrownBy(() -> load("# mine\nredis.host=x\nlegacy.s3.object.prefx=image\nnothing.like.it.at.all=1\n"))
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .satisfiesExactlyInAnyOrder(
                                line -> assertThat(line)
                                        .contains("mine.properties:3:", "did you mean legacy.s3.object.prefix?"),
                                line -> assertThat(line).contains("mine.properties:4:", "begin with my.")));
    }

    @Test
    void should_take_own_settings_and_those_of_camel() throws IOException {
        Settings settings = load("my.bucket=b\ncamel.component.log.source-location-enabled=true\n");

        assertThat(settings.text("my.bucket")).isEqualTo("b");
        assertThat(settings.forRoutes()).containsKey("camel.component.log.source-location-enabled");
    }
}
