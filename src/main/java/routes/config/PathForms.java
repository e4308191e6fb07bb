package routes.config;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import routes.config.Migration.KeyMapping;

/**
 * The forms in which the column writes the paths that are migrated: what a path means, and what it becomes. The first form that a path is
 * written in counts. The object's key is what S3 knows, the text what the column holds.
 */
public final class PathForms {

    private static final String KEY = "path.forms";
    private static final PathPattern PLAIN = new PathPattern("", KeyCoding.RAW, false);

    private final List<PathForm> forms;
    private final String legacyPrefix;
    private final String targetPrefix;
    private final KeyMapping mapping;
    private final boolean plain;

    /** What paths in forms that are read as they are begin with: almost all rows of almost all tables are told by this alone. */
    private final List<String> beginnings;

    private PathForms(List<PathForm> forms, String legacyPrefix, String targetPrefix, KeyMapping mapping) {
        this.forms = List.copyOf(forms);
        this.legacyPrefix = legacyPrefix;
        this.targetPrefix = targetPrefix;
        this.mapping = mapping;
        this.plain = forms.equals(List.of(new PathForm(PLAIN, PLAIN)));
        this.beginnings = forms.stream()
                .map(PathForm::from)
                .filter(from -> from.isLiteral() && !from.query())
                .map(from -> from.before() + legacyPrefix)
                .toList();
    }

    /** The paths are the objects' keys. */
    public static PathForms plain(String legacyPrefix, String targetPrefix, KeyMapping mapping) {
        return new PathForms(List.of(new PathForm(PLAIN, PLAIN)), legacyPrefix, targetPrefix, mapping);
    }

    /**
     * Reads and checks the setting.
     *
     * @throws ConfigurationException when it cannot be used
     */
    static PathForms of(
            Settings settings,
            String sourceBucket,
            String targetBucket,
            String legacyPrefix,
            String targetPrefix,
            KeyMapping mapping) {
        List<PathForm> forms = new ArrayList<>();
        for (String text : settings.text(KEY).split(",", -1)) {
            try {
                forms.add(PathForm.parse(text.strip(), sourceBucket, targetBucket));
            } catch (IllegalArgumentException e) {
                throw Settings.problem(KEY, e.getMessage());
            }
        }
        PathForms all = new PathForms(forms, legacyPrefix, targetPrefix, mapping);
        all.requireEnd();
        return all;
    }

    /** A path that is rewritten must not be one that is migrated. */
    private void requireEnd() {
        for (PathForm form : forms) {
            String begins = form.to().before() + form.to().encode(targetPrefix);
            if (isLegacy(begins)) {
                throw Settings.problem(
                        "target.object.prefix",
                        "must not lie under the legacy prefix %s: rewritten rows would be migrated again"
                                .formatted(legacyPrefix.isEmpty() ? "/ (the root of the bucket)" : legacyPrefix));
            }
        }
    }

    /** The forms, in the order in which they are tried. */
    public List<PathForm> forms() {
        return forms;
    }

    /** What a path means; empty when it is no legacy one in any of the forms. */
    public Optional<ObjectPath> read(String text) {
        for (PathForm form : forms) {
            Optional<PathReading> reading = legacy(form, text);
            if (reading.isPresent()) {
                return reading.map(found -> objectPath(form, text, found));
            }
        }
        return Optional.empty();
    }

    /** Whether a path means something: less work than to say what. */
    public boolean isLegacy(String text) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return beginnings.size() < forms.size()
                && forms.stream().anyMatch(form -> legacy(form, text).isPresent());
    }

    private Optional<PathReading> legacy(PathForm form, String text) {
        return form.from().read(text).filter(found -> found.key().startsWith(legacyPrefix));
    }

    /** The key of the copy that a new path means; empty when it is none. */
    public Optional<String> newKey(String text) {
        return forms.stream()
                .flatMap(form -> form.to().read(text).stream())
                .map(PathReading::key)
                .filter(key -> key.startsWith(targetPrefix))
                .findFirst();
    }

    /**
     * The key of the copy of an object.
     *
     * @throws IllegalArgumentException when it does not lie under the legacy prefix
     */
    public String targetKey(String sourceKey) {
        if (!sourceKey.startsWith(legacyPrefix)) {
            throw new IllegalArgumentException("not under " + legacyPrefix + ": " + sourceKey);
        }
        return targetPrefix + sourceKey.substring(kept(sourceKey));
    }

    /** The key of the legacy object that a copy was made of; empty when there may be several. */
    public Optional<String> sourceKey(String targetKey) {
        return mapping == KeyMapping.SUBPATH && targetKey.startsWith(targetPrefix)
                ? Optional.of(legacyPrefix + targetKey.substring(targetPrefix.length()))
                : Optional.empty();
    }

    /** Where what is kept of a key begins. */
    private int kept(String key) {
        return switch (mapping) {
            case SUBPATH -> legacyPrefix.length();
            case BASENAME -> key.lastIndexOf('/') + 1;
        };
    }

    /** What is kept of the key stays as it was written, where the new form writes keys alike. */
    private ObjectPath objectPath(PathForm form, String text, PathReading reading) {
        String key = reading.key();
        int kept = kept(key);
        String written = text.substring(form.from().before().length(), reading.keyEnds());
        String rest = form.from().coding() == form.to().coding()
                ? written.substring(form.from().written(written, key.substring(0, kept)))
                : form.to().encode(key.substring(kept));
        String after = form.to().query() ? text.substring(reading.keyEnds()) : "";
        String newText = form.to().before() + form.to().encode(targetPrefix) + rest + after;
        return new ObjectPath(text, key, targetKey(key), newText);
    }

    /** Whether the paths are the objects' keys. */
    public boolean arePlain() {
        return plain;
    }

    /** A short name that differs between any two lists of forms; empty for plain ones, as migrations of earlier versions are. */
    public String fingerprint() {
        return arePlain()
                ? ""
                : UUID.nameUUIDFromBytes(toString().getBytes(StandardCharsets.UTF_8))
                        .toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathForms paths
                && forms.equals(paths.forms)
                && legacyPrefix.equals(paths.legacyPrefix)
                && targetPrefix.equals(paths.targetPrefix)
                && mapping == paths.mapping;
    }

    @Override
    public int hashCode() {
        return forms.hashCode();
    }

    @Override
    public String toString() {
        return String.join(", ", forms.stream().map(PathForm::toString).toList());
    }
}
