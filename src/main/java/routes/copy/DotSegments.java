package routes.copy;

import java.util.regex.Pattern;

/** Segments {@code .} and {@code ..} of a key: what resolves them as RFC 3986, 5.2.4, says comes to another key, of another prefix or bucket. */
public final class DotSegments {

    private static final Pattern SEGMENT = Pattern.compile("(?:^|/)\\.\\.?(?:/|\\z)");

    private DotSegments() {}

    /** Whether a key has one. */
    public static boolean areIn(String key) {
        return SEGMENT.matcher(key).find();
    }
}
