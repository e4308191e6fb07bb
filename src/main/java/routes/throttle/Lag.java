package routes.throttle;

import java.util.Optional;

/**
 * How far a replica is behind.
 *
 * @param seconds the largest of all its connections to primaries; empty when one of them does not replicate
 * @param stopped why it does not, in the server's words
 */
public record Lag(Optional<Long> seconds, String stopped) {

    /** A server that has no primary. */
    static final Lag NO_REPLICA = new Lag(Optional.empty(), "it is no replica");

    /** Whether the server is a replica at all. */
    public boolean isOfReplica() {
        return !equals(NO_REPLICA);
    }
}
