package routes.apply;

/** The database refuses to rewrite some row of a range, or stores another path than it was given. Nothing of the range is written. */
final class RewriteRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message the database's own words, or what it has stored
     */
    RewriteRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
