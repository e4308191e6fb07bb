package routes.throttle;

/** Asks a server how it is. */
interface Watch {

    /** What the server is known by: the host and port of a replica. */
    String name();

    /** Asks; what cannot be asked is a finding too. */
    Finding look();
}
