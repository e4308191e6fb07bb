package routes.copy;

/** A copy was not attempted because those before it failed, one after another. */
final class NotAttemptedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotAttemptedException() {
        super("not attempted after other copies failed", null, false, false);
    }
}
