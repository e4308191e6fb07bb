package routes.status;

/** A request that is not served, with the HTTP status and the sentence that say why. */
public final class HttpRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final int status;

    public HttpRefusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status, 4xx. */
    public int getStatus() {
        return status;
    }
}
