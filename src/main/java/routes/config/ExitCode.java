package routes.config;

/** What a process or a command ends with. Each code means one thing. */
public final class ExitCode {

    /** Everything is migrated; of a command: it did what it says. */
    public static final int DONE = 0;

    /** Anything that no other code stands for. */
    public static final int FAILED = 1;

    /** Bad configuration or usage; nothing was touched. */
    public static final int BAD_CONFIGURATION = 2;

    /** Everything is migrated but the recorded exceptions. */
    public static final int DONE_WITH_EXCEPTIONS = 3;

    private ExitCode() {}
}
