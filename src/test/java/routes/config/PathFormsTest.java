package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a path in one of several forms means, and what it becomes. */
class PathFormsTest {

    private static Migration migration(Map<String, String> more) {
        Settings settings = Settings.load(key -> null, key -> null)
                .with(Map.of(
                        "source.s3.bucket", "legacy",
                        "target.s3.bucket", "production",
                        "legacy.s3.object.prefix", "image/",
                        "target.object.prefix", "avatar/",
                        "database.name", "database",
                        "database.table.to.update", "ImageDataTable",
                        "table.column.name.to.update", "ImagePath",
                        "temp.table.for.update", "moved"))
                .with(more);
        return Migration.of(settings);
    }

    private static PathForms forms(String forms) {
        return migration(Map.of("path.forms", forms)).paths();
    }

    private static String become(String forms, String path) {
        return forms(forms)
                .read(path)
                .map(found -> found.sourceKey() + " | " + found.newText())
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "{key}; image/x.jpg; image/x.jpg | avatar/x.jpg",
                "{key}; image/a%20b.jpg; image/a%20b.jpg | avatar/a%20b.jpg",
                "{key}; /image/x.jpg; nothing",
                "{key}; Image/x.jpg; nothing",
                "/{key}; /image/x.jpg; image/x.jpg | /avatar/x.jpg",
                "./{key}; ./image/x.jpg; image/x.jpg | ./avatar/x.jpg",
                "/{key} -> {key}; /image/x.jpg; image/x.jpg | avatar/x.jpg",
                "{key}{query}; image/x.jpg?v=3; image/x.jpg | avatar/x.jpg?v=3",
                "{key}{query}; image/x.jpg; image/x.jpg | avatar/x.jpg",
                "{key}; image/x.jpg?v=3; image/x.jpg?v=3 | avatar/x.jpg?v=3",
                // encoded: what is kept of the key stays as it was written
                "{key:percent}; image/a%20b%2fc.jpg; image/a b/c.jpg | avatar/a%20b%2fc.jpg",
                "{key:percent}; image%2Fx.jpg; image/x.jpg | avatar/x.jpg",
                "{key:percent}; %69mage/x.jpg; image/x.jpg | avatar/x.jpg",
                "{key:percent}; image/a%2520b.jpg; image/a%20b.jpg | avatar/a%2520b.jpg",
                "{key:percent}; image/a+b.jpg; image/a+b.jpg | avatar/a+b.jpg",
                "{key:plus}; image/a+b%2Bc.jpg; image/a b+c.jpg | avatar/a+b%2Bc.jpg",
                "{key:percent}; image/caf%C3%A9.jpg; image/café.jpg | avatar/caf%C3%A9.jpg",
                "{key:percent}; image/café.jpg; image/café.jpg | avatar/café.jpg",
                "{key:percent}; image/100%.jpg; nothing",
                "{key:percent}; image/x%2; nothing",
                "{key:percent}; image/%ff; nothing",
                "{key:percent}; image/x.jpg#top; image/x.jpg | avatar/x.jpg#top",
                // the first form that a path is written in counts
                "{key:percent}, {key}; image/100%.jpg; image/100%.jpg | avatar/100%.jpg",
                // URLs and the like
                "https://legacy.s3.amazonaws.com/{key:percent}; https://legacy.s3.amazonaws.com/image/x.jpg?v=3; image/x.jpg | https://production.s3.amazonaws.com/avatar/x.jpg?v=3",
                "https://legacy.s3.amazonaws.com/{key:percent}; HTTPS://Legacy.S3.AmazonAWS.com/image/x.jpg; image/x.jpg | https://production.s3.amazonaws.com/avatar/x.jpg",
                "https://legacy.s3.amazonaws.com/{key:percent}; https://legacy.s3.amazonaws.com/Image/x.jpg; nothing",
                "https://s3.eu-west-1.amazonaws.com/legacy/{key:percent}; https://s3.eu-west-1.amazonaws.com/legacy/image/x; image/x | https://s3.eu-west-1.amazonaws.com/production/avatar/x",
                "s3://legacy/{key}; s3://legacy/image/a b.jpg; image/a b.jpg | s3://production/avatar/a b.jpg",
                "legacy/{key}; legacy/image/x; image/x | production/avatar/x",
                "//cdn.example.com/{key:percent} -> //img.example.com/{key:percent}; //CDN.example.com/image/x; image/x | //img.example.com/avatar/x",
                "https://cdn.example.com/{key:percent} -> {key}; https://cdn.example.com/image/a%20b.jpg?v=3; image/a b.jpg | avatar/a b.jpg",
                "{key} -> https://img.example.com/{key:percent}; image/a b+ü?.jpg; image/a b+ü?.jpg | https://img.example.com/avatar/a%20b%2B%C3%BC%3F.jpg",
            })
    void should_know_what_a_path_means_and_becomes(String forms, String path, String meaning) {
        assertThat(become(forms, path)).isEqualTo(meaning);
    }

    @Property
    void should_read_back_what_it_has_written_when_the_key_is_encoded(@ForAll @NotBlank String rest) {
        if (!java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(rest)) {
            return;
        }
        for (String forms : new String[] {
            "{key} -> /{key}",
            "{key} -> https://img.example.com/{key:percent}",
            "{key} -> https://img.example.com/{key:plus}"
        }) {
            PathForms paths = forms(forms);
            Optional<ObjectPath> path = paths.read("image/" + rest);

            assertThat(path).isPresent();
            assertThat(path.get().targetKey()).isEqualTo("avatar/" + rest);
            assertThat(paths.newKey(path.get().newText())).contains("avatar/" + rest);
        }
    }

    @Test
    void should_keep_the_last_segment_only_when_mapping_by_basename() {
        PathForms paths = migration(Map.of("path.forms", "/{key:percent}", "key.mapping", "basename"))
                .paths();

        ObjectPath path = paths.read("/image/a%2fb%20c.jpg?v=3").orElseThrow();

        assertThat(path.sourceKey()).isEqualTo("image/a/b c.jpg");
        assertThat(path.targetKey()).isEqualTo("avatar/b c.jpg");
        assertThat(path.newText()).isEqualTo("/avatar/b%20c.jpg?v=3");
    }

    @Test
    void should_take_the_root_of_a_bucket_for_a_prefix_when_a_slash_says_so() {
        ObjectPath up = migration(Map.of("target.object.prefix", "/"))
                .paths()
                .read("image/a/x")
                .orElseThrow();
        ObjectPath down = migration(
                        Map.of("legacy.s3.object.prefix", "/", "path.forms", "https://old.example.com/{key} -> {key}"))
                .paths()
                .read("https://old.example.com/x")
                .orElseThrow();

        assertThat(up.targetKey()).isEqualTo("a/x");
        assertThat(down.sourceKey()).isEqualTo("x");
        assertThat(down.newText()).isEqualTo("avatar/x");
    }

    @Test
    void should_refuse_an_empty_prefix_when_nothing_says_that_it_is_the_root() {
        assertThatThrownBy(() -> migration(Map.of("target.object.prefix", "")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TARGET_OBJECT_PREFIX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"image", "key", "{key}x", "{key}{key}", "{key:base64}", "{}", "", "{key},", "{key} -> image"})
    void should_name_the_setting_when_it_is_no_list_of_forms(String forms) {
        assertThatThrownBy(() -> forms(forms))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PATH_FORMS");
    }

    @Test
    void should_ask_what_a_url_becomes_when_its_host_names_no_bucket() {
        assertThatThrownBy(() -> forms("https://cdn.example.com/{key:percent}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("PATH_FORMS")
                .hasMessageContaining("https://cdn.example.com/{key:percent} -> https://NEW-HOST/{key:percent}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{key}; image/new/",
                "{key:percent}; image/new/",
                "/{key} -> {key}, {key} -> /{key}; image/",
                "{key}, /{key} -> image/{key}; avatar/",
            })
    void should_refuse_forms_when_what_they_become_would_be_migrated_again(String forms, String target) {
        assertThatThrownBy(() -> migration(Map.of("path.forms", forms, "target.object.prefix", target)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("TARGET_OBJECT_PREFIX");
    }

    @Test
    void should_let_the_prefix_stay_when_the_text_tells_old_from_new() {
        PathForms paths = migration(Map.of(
                        "path.forms", "https://old.example.com/{key} -> https://new.example.com/{key}",
                        "target.object.prefix", "image/"))
                .paths();

        assertThat(paths.read("https://old.example.com/image/x"))
                .map(ObjectPath::newText)
                .contains("https://new.example.com/image/x");
        assertThat(paths.read("https://new.example.com/image/x")).isEmpty();
    }
}
