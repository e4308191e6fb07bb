package routes.queue;

/** An entry of the queue that is not a job; delivering it again cannot help. */
public final class MalformedJobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedJobException(Throwable cause) {
        super("not a job" + (cause == null ? "" : ": " + cause.getMessage()), cause);
    }
}
