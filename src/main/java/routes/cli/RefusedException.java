package routes.cli;

/** Says in one line why a command does nothing now. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
        super(why);
    }
}
