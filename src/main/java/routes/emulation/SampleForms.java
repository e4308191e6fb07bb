package routes.emulation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import routes.config.PathPattern;
import routes.config.PathReading;
import routes.config.Settings;

/** The forms in which the rows of a sample write their paths, in turn. */
final class SampleForms {

    private static final String KEY = "sample.forms";

    private final List<PathPattern> forms;
    private final String prefix;

    private SampleForms(List<PathPattern> forms, String prefix) {
        this.forms = List.copyOf(forms);
        this.prefix = prefix;
    }

    /**
     * Reads the setting, which is like {@code path.forms}.
     *
     * @param prefix the legacy prefix
     * @throws routes.config.ConfigurationException when it cannot be used
     */
    static SampleForms of(Settings settings, String prefix) {
        try {
            return new SampleForms(
                    Stream.of(settings.text(KEY).split(",", -1))
                            .map(form -> PathPattern.parse(form.strip()))
                            .toList(),
                    prefix);
        } catch (IllegalArgumentException e) {
            throw Settings.problem(KEY, e.getMessage());
        }
    }

    /** A path that means a key under the prefix, in the form of the row with this index; another path stays as it is. */
    String write(long index, String key) {
        return key.startsWith(prefix) ? forms.get((int) (index % forms.size())).write(key) : key;
    }

    /** The key that a path means; empty when it is none under the prefix. */
    Optional<String> read(String path) {
        return forms.stream()
                .flatMap(form -> form.read(path).stream())
                .map(PathReading::key)
                .filter(key -> key.startsWith(prefix))
                .findFirst();
    }
}
