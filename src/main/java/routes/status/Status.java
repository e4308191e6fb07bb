package routes.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import routes.config.Json;
import routes.fault.Reason;
import routes.table.NearMisses;

/**
 * A snapshot of a migration: what {@code status --json} prints and the status page shows.
 *
 * <p>The figures of {@link Rows} are an exact count of the ledger (made at {@code countedAt}) and what the processes have
 * reported since then; {@code exact} says whether the second part is nothing. All others are read live.
 *
 * @param at when the snapshot was made
 * @param migration the migration in one line, for people
 * @param namespace what its keys in Redis begin with
 * @param situation what it is doing, why, and what there is to do
 * @param run null before the first run, and after {@code finish}
 * @param scan null before the first pass, and after the last
 * @param secondsLeft at the rate of the last ten seconds; null while nothing moves, or the total is not known
 * @param queue null when Redis cannot be reached
 * @param processes those alive, by id
 * @param exceptions failed rows by reason, as of {@code rows.countedAt}
 * @param columns the rows of each column as of {@code rows.countedAt}
 * @param nearMisses rows that are left alone, though they look as if they meant legacy objects, by form
 * @param cutOver how far the cut-over is; null where rows are rewritten at once
 * @param lastEnd how the last run ended; null while one is going on, and before the first end
 * @param problems what keeps this snapshot from being complete, and what processes fail on; one line each
 */
public record Status(
        @JsonSerialize(using = ToStringSerializer.class) Instant at,
        String migration,
        String namespace,
        Situation situation,
        Run run,
        Rows rows,
        Scan scan,
        Rates rates,
        Long secondsLeft,
        Queue queue,
        List<ProcessStatus> processes,
        Map<String, Long> exceptions,
        List<ColumnCensus> columns,
        Map<String, NearMisses.Form> nearMisses,
        CutOver cutOver,
        Ending lastEnd,
        List<String> problems) {

    /**
     * What the migration as a whole is doing.
     *
     * <pre>
     * NOT_STARTED       no ledger, no process
     * STARTING          processes are there, and have not begun
     * RUNNING           rows are found, copied and rewritten
     * SLOWED            so they are, but S3, the database or others let it be done slowly only
     * HELD_UP           a server does not do what it is asked, or a process is missing: work waits for it
     * NO_PROGRESS       nothing was found, copied or rewritten for a while, though there is something to do
     * PAUSING           the operator has paused it; a process has work in flight, or has not confirmed yet
     * PAUSED            the operator has paused it; no process has work in flight
     * CUT_OVER_AWAITED  all is copied; the rows are rewritten when the operator says so, or at the time that he has said
     * STOPPED           no producer is alive, and the last run did not reach its end
     * FAILED            so it is, because the run gave up
     * DONE              the last run reached its end, without exceptions
     * DONE_WITH_EXCEPTIONS  the last run reached its end; some rows are FAILED, or look as if they meant legacy objects
     * ROLLED_BACK       no process is alive, and rows were written back since the last run
     * UNKNOWN           Redis cannot be read, which knows of the processes
     * </pre>
     */
    public enum State {
        NOT_STARTED("not started", Situation.Tone.PLAIN),
        STARTING("starting", Situation.Tone.PLAIN),
        RUNNING("running", Situation.Tone.GOOD),
        SLOWED("running slowly", Situation.Tone.WARN),
        HELD_UP("held up", Situation.Tone.BAD),
        NO_PROGRESS("no progress", Situation.Tone.WARN),
        PAUSING("pausing", Situation.Tone.WARN),
        PAUSED("paused", Situation.Tone.WARN),
        CUT_OVER_AWAITED("ready to cut over", Situation.Tone.WARN),
        STOPPED("stopped", Situation.Tone.BAD),
        FAILED("failed", Situation.Tone.BAD),
        DONE("done", Situation.Tone.GOOD),
        DONE_WITH_EXCEPTIONS("done with exceptions", Situation.Tone.WARN),
        ROLLED_BACK("rolled back", Situation.Tone.WARN),
        UNKNOWN("unknown", Situation.Tone.BAD);

        private final String words;
        private final Situation.Tone tone;

        State(String words, Situation.Tone tone) {
            this.words = words;
            this.tone = tone;
        }

        /** The state for people. */
        public String words() {
            return words;
        }

        Situation.Tone tone() {
            return tone;
        }
    }

    /** What to do about exceptions, by the reasons that there are. */
    @JsonProperty
    public Map<String, String> advice() {
        return Stream.of(Reason.values())
                .filter(reason -> exceptions.containsKey(reason.name()))
                .collect(Collectors.toMap(Reason::name, Reason::advice));
    }

    /** The state alone, for machines. */
    @JsonProperty
    public State state() {
        return situation.state();
    }

    /**
     * Rows of the table.
     *
     * @param total all rows that the migration has to do with; null while the table is not counted
     * @param copied rows whose object is confirmed at its new key: the sum of {@code waiting}, {@code applied} and {@code
     *     superseded}
     * @param waiting rows that are copied and not rewritten yet
     * @param applied rows that hold the new path
     * @param superseded rows that the application changed or deleted meanwhile
     * @param rolledBack rows that were written back
     * @param failed recorded exceptions
     * @param copiedPercent of the total, 0 to 100; null when that is not known
     * @param appliedPercent of the total, 0 to 100; null when that is not known
     * @param countedAt time of the exact count; null when there is no ledger
     * @param exact whether nothing was reported since the exact count
     */
    public record Rows(
            Long total,
            long copied,
            long waiting,
            long applied,
            long superseded,
            long rolledBack,
            long failed,
            Double copiedPercent,
            Double appliedPercent,
            @JsonSerialize(using = ToStringSerializer.class) Instant countedAt,
            boolean exact) {}

    /**
     * The pass over the table.
     *
     * @param pass from 1
     * @param rows rows found in this pass
     * @param jobs jobs queued in this pass
     * @param complete whether the end of the table is reached
     * @param cursor row key up to which rows are queued; null at the start
     */
    public record Scan(long pass, long rows, long jobs, boolean complete, String cursor) {}

    /** Rows per second over the last ten seconds, all processes together. */
    public record Rates(double copied, double failed, double applied) {}

    /**
     * The queue.
     *
     * @param outstanding jobs queued, in flight, and waiting for another try
     * @param inFlight jobs delivered to a consumer and not acknowledged
     * @param later jobs that wait for another try, of objects that failed while others were copied
     * @param limit jobs at which the scan waits
     * @param oldestSeconds age of the oldest outstanding job; null when there is none
     * @param deadLetters jobs given up, which wait for {@code retry} or are being narrowed down
     */
    public record Queue(
            long outstanding,
            long inFlight,
            long later,
            long limit,
            Long oldestSeconds,
            long deadLetters,
            List<Consumer> consumers) {}

    /**
     * A member of the consumer group.
     *
     * @param jobs jobs it has in flight
     * @param idleSeconds since it was last heard of in the queue
     */
    public record Consumer(String name, long jobs, long idleSeconds) {}

    /**
     * A cut-over on command.
     *
     * @param stage what it waits for
     * @param rows copied rows that are to be rewritten
     * @param seconds that rewriting them takes, about
     * @param from the time that was ordered; null when none was
     */
    public record CutOver(
            Stage stage,
            long rows,
            long seconds,
            @JsonSerialize(using = ToStringSerializer.class) Instant from) {

        /** What a cut-over waits for. */
        public enum Stage {
            /** Rows that are not copied yet. */
            COPYING,
            /** The operator's order. */
            READY,
            /** The time that was ordered, or a last look at the copies. */
            ORDERED
        }
    }

    /**
     * The end of a run.
     *
     * @param exitCode 0 or 3; 1 of a run that did not reach its end
     * @param why it gave up; null when it did not
     */
    public record Ending(
            @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
            Instant at,

            int exitCode,
            String why) {

        public Ending {
            Objects.requireNonNull(at, "an end has a time");
        }
    }

    public Status {
        processes = List.copyOf(processes);
        exceptions = Map.copyOf(exceptions);
        columns = List.copyOf(columns);
        nearMisses = Map.copyOf(nearMisses);
        problems = List.copyOf(problems);
    }
}
