package routes.verify;

import java.util.Locale;

/**
 * Something that table and buckets do not agree on.
 *
 * @param row the row, as {@link routes.ledger.RowName} writes it; null for an object without a row
 * @param key the object key that it is about, in the target bucket; the path of a row that still holds a legacy one, or names none; the legacy
 *     key of an object that none names
 * @param detail for people
 */
public record Difference(Kind kind, String row, String key, String detail) {

    /** What is wrong. */
    public enum Kind {
        MISSING(
                "a row holds the new path, and there is no such object",
                "verify --repair copies it again, if the ledger knows what of; else put it there or correct the row."),
        DIFFERENT(
                "a row holds the new path, and its object differs from the source in size or ETag",
                "verify --repair copies it again where it is the migration's own copy; what the application has written there stays, and is as it should be."),
        ORPHANED(
                "an object under the new prefix that no row points at",
                "Nothing, if its row was deleted or given another path since, or a run is going on; else see who put it there."),
        LEGACY_ROW(
                "a row still holds a path under the legacy prefix",
                "A run migrates it; status names the exceptions of the last one, which retry tries again. A run that ended with code 3 leaves such rows."),
        NEAR_MISS(
                "a row that looks as if it meant a legacy object, in a form that is not migrated",
                "Name its form in PATH_FORMS and run again, or leave it as it is."),
        /** Rubbish, or named in a form that nobody has thought of. */
        UNNAMED(
                "a legacy object that no row names; it is counted, and is no difference",
                "Nothing: it stays where it is.");

        private final String meaning;
        private final String advice;

        Kind(String meaning, String advice) {
            this.meaning = meaning;
            this.advice = advice;
        }

        /** In words, for documents. */
        public String meaning() {
            return meaning;
        }

        /** What there is to do, in a sentence or two. */
        public String advice() {
            return advice;
        }

        /** What it is called for people. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

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
