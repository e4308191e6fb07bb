package routes.scan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Keys of legacy objects as bytes that sort by their last segment, then by the whole key: what is copied to one key lies together. */
public final class NamedKey {

    private NamedKey() {}

    /** Those of a key. */
    public static byte[] of(String key) {
        return (key.substring(key.lastIndexOf('/') + 1) + "/" + key).getBytes(StandardCharsets.UTF_8);
    }

    /** The key of the object. */
    static String key(byte[] named) {
        return new String(named, nameEnds(named) + 1, named.length - nameEnds(named) - 1, StandardCharsets.UTF_8);
    }

    /** Whether both have the same last segment. */
    public static boolean areOfOneName(byte[] one, byte[] other) {
        int end = nameEnds(one);
        return end == nameEnds(other) && Arrays.equals(one, 0, end, other, 0, end);
    }

    private static int nameEnds(byte[] named) {
        int end = 0;
        while (end < named.length && named[end] != '/') {
            end++;
        }
        return end;
    }
}
