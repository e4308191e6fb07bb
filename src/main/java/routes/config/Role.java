package routes.config;

/** What a process does. */
public enum Role {
    /** Producer and consumer in one process. */
    RUN(true, true),
    /** Scans, rewrites rows and ends the migration. */
    PRODUCER(true, false),
    /** Copies objects. */
    CONSUMER(false, true);

    private final boolean produces;
    private final boolean consumes;

    Role(boolean produces, boolean consumes) {
        this.produces = produces;
        this.consumes = consumes;
    }

    public boolean produces() {
        return produces;
    }

    public boolean consumes() {
        return consumes;
    }
}
