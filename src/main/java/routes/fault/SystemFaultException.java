package routes.fault;

import java.util.Optional;

/** Something other than the object or row at hand is wrong; work is held and tried again until it is gone. */
public final class SystemFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Server server;

    public SystemFaultException(String message, Throwable cause) {
        super(message, cause);
        this.server = null;
    }

    /**
     * @param server at which it was found, by the answers of many requests
     */
    public SystemFaultException(Server server, String message) {
        super(message);
        this.server = server;
    }

    /** The server that is at fault; empty when the cause says, or nobody knows. */
    public Optional<Server> server() {
        return Optional.ofNullable(server);
    }
}
