package routes.copy;

import java.util.Optional;
import java.util.function.Supplier;
import routes.queue.ServerConditions;

/** Tells others once what this process has found out about the server's conditional copies. */
public final class ConditionsSeen {

    private final Supplier<Optional<Boolean>> seen;
    private final ServerConditions known;
    private boolean told;

    /**
     * @param seen whether the server honours them; empty while that is not known
     */
    ConditionsSeen(Supplier<Optional<Boolean>> seen, ServerConditions known) {
        this.seen = seen;
        this.known = known;
    }

    /** Tells, when there is something to tell; to be called after each job. */
    public void tell() {
        Optional<Boolean> honoured = told ? Optional.empty() : seen.get();
        if (honoured.isPresent()) {
            known.tell(honoured.get());
            told = true;
        }
    }
}
