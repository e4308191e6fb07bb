package routes.verify;

/**
 * Something that table and buckets do not agree on.
 *
 * @param row the row, as {@link routes.ledger.RowName} writes it; null for an object without a row
 * @param key the object key that it is about, in the target bucket; the legacy one of a row that still holds it; the path of a row that names none, the legacy key of an object that none
 *     names
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
        LEGACY_ROW,
        /** A row that looks as if it meant a legacy object, in a form that is not migrated. */
        NEAR_MISS,
        /** A legacy object that no row names: rubbish, or named in a form that nobody has thought of. */
        UNNAMED;

        /** Whether table and buckets are not as they should be; an object that nobody names may be nobody's. */
        public boolean isProblem() {
            return this != UNNAMED;
        }

        /** Whether the object at the new key is not what a row is to find there. */
        public boolean isOfObject() {
            return this == MISSING || this == DIFFERENT;
        }
    }
}
