package routes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import routes.config.Migration.KeyMapping;
import routes.testing.Samples;

class NewKeyTest {

    private final Migration subpath = Samples.migration(KeyMapping.SUBPATH);
    private final Migration basename = Samples.migration(KeyMapping.BASENAME);

    @Test
    void should_keep_sub_folders_when_mapping_by_subpath() {
        assertThat(subpath.newKey("image/a/x.jpg")).isEqualTo("avatar/a/x.jpg");
        assertThat(subpath.newKey("image/b/x.jpg")).isEqualTo("avatar/b/x.jpg");
    }

    @Test
    void should_flatten_when_mapping_by_basename() {
        assertThat(basename.newKey("image/a/x.jpg")).isEqualTo("avatar/x.jpg");
    }

    @Test
    void should_refuse_a_path_that_only_looks_like_the_prefix() {
        assertThatThrownBy(() -> subpath.newKey("images/x.jpg")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void should_never_map_two_paths_to_one_key_by_subpath(@ForAll String one, @ForAll String other) {
        assertThat(subpath.newKey("image/" + one).equals(subpath.newKey("image/" + other)))
                .isEqualTo(one.equals(other));
    }

    @Property
    void should_keep_everything_after_the_prefix_by_subpath(@ForAll String rest) {
        assertThat(subpath.newKey("image/" + rest)).isEqualTo("avatar/" + rest);
    }
}
