package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import routes.config.Json;

/**
 * What one process told with its last sign of life, which is never older than {@link ProcessRegistry#EXPIRY}.
 *
 * @param id host name, process id and a random suffix
 * @param role {@code run}, {@code producer} or {@code consumer}
 * @param state what it does about new work
 * @param seen time of the sign of life, by the clock of Redis
 * @param jobs jobs in flight
 * @param copies copies in flight
 * @param copied rows whose object was confirmed at the new key, since the process started
 * @param failed rows recorded as failed, since the process started
 * @param applied rows rewritten, since the process started
 * @param copiedPerSecond of the last minute, or since the start when that is less; so are the other rates
 * @param fault what its work fails on at the moment; null when it works
 */
public record ProcessStatus(
        String id,
        String role,
        String host,
        State state,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant startedAt,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant seen,

        int jobs,
        int copies,
        long copied,
        long failed,
        long applied,
        double copiedPerSecond,
        double failedPerSecond,
        double appliedPerSecond,
        String fault) {

    /** What a process does about new work. */
    public enum State {
        /** It has not read the operator's flag yet, and takes no work before. */
        STARTING,
        /** It takes work. */
        RUNNING,
        /** It takes no new work, and finishes what is in flight. */
        PAUSING,
        /** It takes no work and has none. */
        PAUSED,
        /** It is about to end. */
        ENDING
    }

    /** The same, seen at another time. */
    public ProcessStatus seen(Instant when) {
        return new ProcessStatus(
                id,
                role,
                host,
                state,
                startedAt,
                when,
                jobs,
                copies,
                copied,
                failed,
                applied,
                copiedPerSecond,
                failedPerSecond,
                appliedPerSecond,
                fault);
    }
}
