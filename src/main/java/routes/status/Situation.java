package routes.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;

/**
 * What the migration is doing, why, and what there is to do, in the words that page, terminal, log and command show.
 *
 * @param words the state for people, such as {@code held up}
 * @param tone how it is to be taken
 * @param reason why it is in this state, in one line; null when there is nothing to say
 * @param since when it began; null when that is not known
 * @param advice what there is to know or to do, in one line; null when there is nothing
 */
public record Situation(
        Status.State state,
        String words,
        Tone tone,
        String reason,
        @JsonSerialize(using = ToStringSerializer.class) Instant since,
        String advice) {

    /** How a state is to be taken. */
    public enum Tone {
        /** All is well. */
        GOOD,
        /** Nothing is said by it. */
        PLAIN,
        /** Somebody may have something to do. */
        WARN,
        /** Somebody has something to do. */
        BAD
    }

    static Situation of(Status.State state, String reason, Instant since, String advice) {
        return new Situation(state, state.words(), state.tone(), reason, since, advice);
    }

    /** A state of which nothing is to be said. */
    public static Situation of(Status.State state) {
        return of(state, null, null, null);
    }

    /** State, since when, and reason, in one line. */
    @JsonProperty
    public String headline() {
        String state = since == null ? words : words + " since " + Moments.at(since, Instant.now());
        return reason == null ? state : state + ": " + reason;
    }

    /** Whether figures move, so that they say more than the reason does. */
    public boolean moves() {
        return state == Status.State.RUNNING || state == Status.State.SLOWED || state == Status.State.PAUSING;
    }
}
