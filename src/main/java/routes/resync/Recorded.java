package routes.resync;

/** What became of an exception that was to be recorded. */
enum Recorded {
    NEW,
    KNOWN,
    /** None: the application has given the row another path since. */
    SETTLED
}
