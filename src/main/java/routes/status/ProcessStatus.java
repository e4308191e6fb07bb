package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import routes.config.Json;
import routes.config.Role;
import routes.pace.Pace;
import routes.throttle.Throttled;

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
 * @param copiedPerSecond of the last ten seconds, or since the start when that is less; so are the other rates
 * @param fault what its work fails on at the moment; null when it works
 * @param pacing how fast it sends requests to S3; null of an earlier version
 * @param throttled how the servers of the database are, and whether work with the table is paused for it; null when they are not watched
 * @param trouble the server that it fails on, or what else; null when it works, and of an earlier version
 * @param moved when it last found, copied, recorded or rewrote a row; null before it did, and of an earlier version
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
        String fault,
        Pacing pacing,
        Throttled throttled,
        Trouble trouble,

        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant moved) {

    public ProcessStatus {
        Objects.requireNonNull(id, "a process has an id");
        Objects.requireNonNull(state, "a process has a state");
        Objects.requireNonNull(startedAt, "a process has a start");
        Role.valueOf(role.toUpperCase(Locale.ROOT));
        Plausible.rates(copiedPerSecond, failedPerSecond, appliedPerSecond);
    }

    /**
     * How fast a process sends requests to S3.
     *
     * @param rate requests a second that it may send
     * @param limit requests a second at which S3 begins to refuse; 0 while that is not known
     * @param refusals answers that asked for fewer requests, since the process started
     * @param waitedSeconds time that its requests have waited to be sent, all together
     * @param blockedSeconds how long S3 has refused everything; null when it does not
     * @param recentRefusals of the last minute
     * @param waiting share of the copies in flight that waited to be sent, in the mean of the last ten seconds
     */
    public record Pacing(
            double rate,
            double limit,
            long refusals,
            long waitedSeconds,
            Long blockedSeconds,
            long recentRefusals,
            double waiting) {

        public Pacing {
            Plausible.rates(rate, limit, waiting);
        }

        /** As the pace says it. */
        public static Pacing of(Pace.Snapshot pace, long recentRefusals, double waiting) {
            return new Pacing(
                    Math.min(pace.rate(), MOST),
                    pace.limit(),
                    pace.refusals(),
                    pace.waited().toSeconds(),
                    pace.blocked().map(Duration::toSeconds).orElse(null),
                    recentRefusals,
                    waiting);
        }

        private static final double MUCH = 0.2;

        /** Whether S3 refuses so much that the copies go only as fast as it lets them: strays are refused at any rate, and a cap is not S3's. */
        boolean isHeldBack() {
            boolean isAtLimit = limit == 0 || rate < limit * (1 + MUCH);
            return blockedSeconds != null || (recentRefusals > 0 && waiting > MUCH && isAtLimit);
        }

        /** More requests a second than anybody sends: the rate of a server that has never refused one. */
        private static final double MOST = 1e6;
    }

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
                fault,
                pacing,
                throttled,
                trouble,
                moved);
    }
}
