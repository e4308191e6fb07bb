package routes.throttle;

/** The table is not worked on any more: the process ends while work is paused, or its servers suffer too much. */
public final class WorkEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WorkEndedException(String message) {
        super(message);
    }
}
