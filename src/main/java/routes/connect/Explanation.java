package routes.connect;

import org.springframework.core.NestedExceptionUtils;

/** What a client's exception says, for people. */
final class Explanation {

    private Explanation() {}

    /** The first line of what the root cause says, or its kind. */
    static String of(Throwable e) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(e);
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage().lines().findFirst().orElse("").strip();
    }
}
