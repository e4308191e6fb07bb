package routes.fault;

/** Something other than the object or row at hand is wrong; work is held and tried again until it is gone. */
public final class SystemFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SystemFaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
