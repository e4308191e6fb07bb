package routes.connect;

import org.springframework.core.NestedExceptionUtils;
import routes.fault.DatabaseFaults;

/** What a client's exception says, for people. */
public final class Explanation {

    private Explanation() {}

    /**
     * The first line of what the root cause says, or its kind; without the number of a connection, and a full stop that nothing follows.
     *
     * @throws VirtualMachineError the root cause, when it is one: a lack of memory is no fault of the server that was just being asked
     */
    public static String of(Throwable e) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(e);
        if (root instanceof VirtualMachineError error) {
            throw error;
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : DatabaseFaults.withoutConnection(
                                root.getMessage().lines().findFirst().orElse("").strip())
                        .replaceFirst("\\.$", "");
    }
}
