package routes.config;

import java.util.Locale;
import java.util.Optional;

/**
 * A form of a path that is migrated, and the one that it becomes.
 *
 * @param from how the column writes a legacy path
 * @param to how it is to write the new one
 */
public record PathForm(PathPattern from, PathPattern to) {

    private static final String BECOMES = "->";

    /**
     * Reads what a setting says: {@code FROM}, or {@code FROM -> TO}.
     *
     * @throws IllegalArgumentException when it is no form, with what is wrong
     */
    static PathForm parse(String text, String sourceBucket, String targetBucket) {
        int arrow = text.indexOf(BECOMES);
        PathPattern from = PathPattern.parse((arrow < 0 ? text : text.substring(0, arrow)).strip());
        PathPattern to = arrow < 0
                ? same(from, sourceBucket, targetBucket)
                : PathPattern.parse(text.substring(arrow + BECOMES.length()).strip());
        return new PathForm(from, to);
    }

    /** The same with the other bucket. Of a host that names no bucket nobody but the operator knows what serves the new one. */
    private static PathPattern same(PathPattern from, String sourceBucket, String targetBucket) {
        String before = from.before();
        Optional<String> other = named(before, sourceBucket)
                .map(at -> before.substring(0, at) + targetBucket + before.substring(at + sourceBucket.length()));
        if (other.isEmpty() && from.isUrl()) {
            throw new IllegalArgumentException(from + " must say what it becomes, such as " + from
                    + " -> https://NEW-HOST/" + from.toString().substring(before.length())
                    + "; the same host again if that serves the new bucket");
        }
        return new PathPattern(other.orElse(before), from.coding(), from.query());
    }

    /** Where the bucket is named: as the first part of the host, or as a segment of the path. */
    private static Optional<Integer> named(String before, String bucket) {
        String text = before.toLowerCase(Locale.ROOT);
        String name = bucket.toLowerCase(Locale.ROOT);
        int at = text.indexOf(name);
        while (at >= 0) {
            int end = at + name.length();
            boolean begins = at == 0 || text.charAt(at - 1) == '/';
            boolean ends = end < text.length() && (text.charAt(end) == '/' || text.startsWith(".s3", end));
            if (begins && ends) {
                return Optional.of(at);
            }
            at = text.indexOf(name, at + 1);
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return from.equals(to) ? from.toString() : from + " " + BECOMES + " " + to;
    }
}
