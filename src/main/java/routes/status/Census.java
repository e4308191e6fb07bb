package routes.status;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import routes.config.Json;

/**
 * An exact count of the ledger, and what the processes had reported when it was made: later figures are this count and what
 * was reported since.
 *
 * @param at when the count began
 * @param millis how long it took
 * @param total rows that the migration has to do with, done or not; null when the table was not counted
 * @param pass pass of the scan in which the table was counted; 0 for none
 * @param waiting rows {@code COPIED}, which are not rewritten yet
 * @param superseded rows that the application changed meanwhile
 * @param rolledBack rows written back to the legacy path
 * @param exceptions failed rows by reason
 * @param columns the same of each column
 * @param reported the counters of all processes at that time
 */
public record Census(
        @JsonSerialize(using = ToStringSerializer.class) @JsonDeserialize(converter = Json.ToInstant.class)
        Instant at,

        long millis,
        Long total,
        long pass,
        long waiting,
        long applied,
        long superseded,
        long rolledBack,
        long failed,
        Map<String, Long> exceptions,
        List<ColumnCensus> columns,
        Counters reported) {

    public Census {
        Objects.requireNonNull(at, "a count has a time");
        Objects.requireNonNull(reported, "a count says what was reported before");
        exceptions = Map.copyOf(exceptions);
        columns = columns == null ? List.of() : List.copyOf(columns); // an earlier version said none
        exceptions.values().forEach(Plausible::counts);
        Plausible.counts(millis, pass, waiting, applied, superseded, rolledBack, failed, total == null ? 0 : total);
    }

    /** The sum of the columns' counts. */
    static Census of(Instant at, long millis, long pass, List<ColumnCensus> columns, Counters reported) {
        Map<String, Long> exceptions = new TreeMap<>();
        columns.forEach(
                column -> column.exceptions().forEach((reason, rows) -> exceptions.merge(reason, rows, Long::sum)));
        return new Census(
                at,
                millis,
                columns.stream().allMatch(column -> column.total() != null) ? sum(columns, ColumnCensus::total) : null,
                pass,
                sum(columns, ColumnCensus::waiting),
                sum(columns, ColumnCensus::applied),
                sum(columns, ColumnCensus::superseded),
                sum(columns, ColumnCensus::rolledBack),
                sum(columns, ColumnCensus::failed),
                exceptions,
                columns,
                reported);
    }

    /** The same, with the totals of another count, which need no settling. */
    Census withTotals(Census counted) {
        List<ColumnCensus> both = IntStream.range(0, columns.size())
                .mapToObj(column -> columns.get(column)
                        .withTotal(counted.columns.get(column).total()))
                .toList();
        return of(at, millis, counted.pass, both, reported);
    }

    private static long sum(List<ColumnCensus> columns, ToLongFunction<ColumnCensus> figure) {
        return columns.stream().mapToLong(figure).sum();
    }

    /** Whether it has counted the tables of so many columns. */
    boolean counts(int wanted) {
        return columns.size() == wanted && columns.stream().allMatch(column -> column.total() != null);
    }

    /**
     * The same, with what had been reported when all that it counts was. What was recorded while it was made, and reported by then, may or may
     * not be in it: of that, as much is taken to be missing as keeps figures from falling.
     *
     * @param before the count before, by which figures were shown until now
     * @param now what is reported now that every process has told of what it had done by the end of the count
     */
    Census settled(Optional<Census> before, Counters now) {
        Counters doubtful = now.since(reported);
        Counters missing = before.map(count -> {
                    Counters since = now.since(count.reported());
                    return new Counters(
                            within(count.copied() + since.copied() - copied(), doubtful.copied()),
                            within(count.failed() + since.failed() - failed(), doubtful.failed()),
                            within(count.applied() + since.applied() - applied(), doubtful.applied()));
                })
                .orElse(Counters.NONE);
        return new Census(
                at,
                millis,
                total,
                pass,
                waiting,
                applied,
                superseded,
                rolledBack,
                failed,
                exceptions,
                columns,
                new Counters(
                        now.copied() - missing.copied(),
                        now.failed() - missing.failed(),
                        now.applied() - missing.applied()));
    }

    private static long within(long value, long most) {
        return Math.max(0, Math.min(value, most));
    }

    /** Rows whose object is confirmed at its new key. */
    private long copied() {
        return waiting + applied + superseded;
    }

    /**
     * What all processes of the migration have reported since Redis was empty; it only grows until then.
     *
     * @param copied rows whose object was confirmed at the new key
     * @param failed rows recorded as failed
     * @param applied rows rewritten
     */
    public record Counters(long copied, long failed, long applied) {

        public Counters {
            Plausible.counts(copied, failed, applied);
        }

        public static final Counters NONE = new Counters(0, 0, 0);

        /** What was reported since an earlier time; all of it when Redis lost its data in between. */
        public Counters since(Counters earlier) {
            boolean lost = copied < earlier.copied || failed < earlier.failed || applied < earlier.applied;
            return lost
                    ? this
                    : new Counters(copied - earlier.copied, failed - earlier.failed, applied - earlier.applied);
        }
    }
}
