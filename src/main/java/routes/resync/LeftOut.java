package routes.resync;

/** Why a legacy object is not in the manifest of those that may be deleted; the stable codes of the file that lists them. */
public enum LeftOut {
    /** A row of the table still holds its key. */
    STILL_NAMED,
    /** A row that names it is not rewritten: it is only copied, or a recorded exception. */
    NOT_REWRITTEN,
    /** A row that names it was rewritten, and its object is a recorded exception. */
    IN_QUESTION,
    /** It has changed since its copy, or it cannot be told: resync copies it again. */
    SOURCE_CHANGED,
    /** Nothing is at the new key. */
    TARGET_MISSING,
    /** Another object than the copy is at the new key: the application has written it. */
    TARGET_WRITTEN,
    /** No row was rewritten from it. */
    NOT_MIGRATED,
    /** The listing does not say its key in full. */
    UNREADABLE
}
