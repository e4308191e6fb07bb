package routes.embedded;

/** What {@code DEMO} may be. */
enum DemoKind {
    /** Nothing goes wrong. */
    PLAIN,
    /** Consumers die, Redis is wiped, S3 refuses, and people change what is being migrated. */
    FAULTS
}
