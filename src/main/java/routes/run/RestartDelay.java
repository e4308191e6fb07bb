package routes.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import routes.config.Role;

/**
 * Keeps a role whose settings cannot be used from ending at once in a task of ECS, whose services start again whatever ends, without a
 * pause for what was running before (<a href="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html">
 * service throttle logic</a>).
 */
public final class RestartDelay {

    private static final Duration DELAY = Duration.ofMinutes(2);

    /** In every container that ECS starts. */
    private static final String CONTAINER_OF_ECS = "ECS_CONTAINER_METADATA_URI_V4";

    private RestartDelay() {}

    /**
     * Waits before the process ends with exit code 2; not for an operator's command, and not outside ECS.
     *
     * @param command name of the command that is about to end
     * @param err where it says that it waits
     * @throws InterruptedException when the thread is to end; SIGTERM ends the process at once
     */
    public static void observe(String command, PrintWriter err) throws InterruptedException {
        boolean role = Arrays.stream(Role.values()).anyMatch(one -> one.name().equalsIgnoreCase(command));
        if (role && System.getenv(CONTAINER_OF_ECS) != null) {
            err.println(command + ": waits " + DELAY.toMinutes()
                    + " minutes before it ends, since ECS starts it again at once");
            err.flush();
            Thread.sleep(DELAY.toMillis());
        }
    }
}
