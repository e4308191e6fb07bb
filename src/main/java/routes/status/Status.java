package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import routes.config.Json;
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
 * @param scan null before the first pass, and after the last
 * @param secondsLeft at the rate of the last minute; null when nothing moves or the total is not known
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
        State state,
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
     * NOT_STARTED  no ledger, no process
     * RUNNING      a process is alive
     * PAUSING      the operator has paused it; a process has work in flight, or has not confirmed yet
     * PAUSED       the operator has paused it; no process has work in flight
     * STOPPED      no process is alive, and the last run did not reach its end
     * DONE         the last run reached its end, without exceptions
     * DONE_WITH_EXCEPTIONS  the last run reached its end; some rows are FAILED, or look as if they meant legacy objects
     * ROLLED_BACK  no process is alive, and rows were written back since the last run
     * </pre>
     */
    public enum State {
        NOT_STARTED,
        RUNNING,
        PAUSING,
        PAUSED,
        STOPPED,
        DONE,
        DONE_WITH_EXCEPTIONS,
        ROLLED_BACK
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

    /** Rows per second over the last minute, all processes together. */
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
     * @param exitCode 0 or 3
     */
    public record Ending(
            @JsonSerialize(using = ToStringSerializer.class)
            @com.fasterxml.jackson.databind.annotation.JsonDeserialize(converter = Json.ToInstant.class)
            Instant at,

            int exitCode) {

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
