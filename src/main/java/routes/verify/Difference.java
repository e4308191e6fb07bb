package routes.verify;

/**
 * Something that table and buckets do not agree on.
 *
 * @param row the row key; null for an object without a row
 * @param key the object key that it is about, in the target bucket
 * @param detail for people
 */
public record Difference(Kind kind, String row, String key, String detail) {

    /** What is wrong. */
    public enum Kind {
        /** A row holds the new path, and there is no such object. */
        MISSING,
        /** A row holds the new path, and its object differs from the source in size or ETag. */
        DIFFERENT,
        /** An object under the new prefix that no row points at. */
        ORPHANED,
        /** A row still holds a path under the legacy prefix. */
        LEGACY_ROW;

        /** Whether the object at the new key is not what a row is to find there. */
        public boolean isOfObject() {
            return this == MISSING || this == DIFFERENT;
        }
    }
}
