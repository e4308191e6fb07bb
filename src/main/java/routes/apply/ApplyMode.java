package routes.apply;

/** When the rows of confirmed copies are rewritten. */
public enum ApplyMode {
    /** At once. */
    CONTINUOUS,
    /** When the operator says so, all of them. */
    ON_COMMAND
}
