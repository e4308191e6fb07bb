package routes.fault;

/** One object cannot be copied, for a reason of its own that another attempt would meet again. */
public final class ObjectRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * @param message for people, with the request id if S3 gave one
     */
    public ObjectRefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
