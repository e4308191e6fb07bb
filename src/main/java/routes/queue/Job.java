package routes.queue;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import routes.table.Row;

/**
 * A run of rows, in row-key order, that one consumer migrates at a time.
 *
 * @param migration which migration it belongs to, as {@link routes.ledger.Ledger#jobMark} says it; its fingerprint alone when an earlier version queued it
 * @param pass number of the scan over the table that found it
 * @param sequence number within the pass, from 1, without gaps; 0 when it was split from another job
 * @param after cursor of the scan before this job: null at the start of the table
 * @param rows at least one
 * @param tries null for a job as the scan found it
 * @param column number of the column whose rows they are; not said of the first one
 */
public record Job(
        String migration,
        long pass,
        long sequence,
        String after,
        List<Row> rows,
        @JsonInclude(JsonInclude.Include.NON_NULL) Tries tries,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int column) {

    public Job {
        rows = List.copyOf(rows);
    }

    /** A job of the first column, as the scan found it. */
    public Job(String migration, long pass, long sequence, String after, List<Row> rows) {
        this(migration, pass, sequence, after, rows, null, 0);
    }

    /** A job of the first column. */
    public Job(String migration, long pass, long sequence, String after, List<Row> rows, Tries tries) {
        this(migration, pass, sequence, after, rows, tries, 0);
    }

    /** Names the job in logs, on the producer's side and on the consumer's. */
    @JsonIgnore
    public String id() {
        return pass + "-" + sequence + "-" + firstKey();
    }

    /** Cursor of the scan after this job. */
    @JsonIgnore
    public String through() {
        return rows.get(rows.size() - 1).key();
    }

    @JsonIgnore
    public String firstKey() {
        return rows.get(0).key();
    }

    /** What was tried before. */
    public Optional<Tries> triedBefore() {
        return Optional.ofNullable(tries);
    }

    /** The same job in parts, outside the sequence of the pass. */
    public List<Job> split(int parts) {
        int size = Math.max(1, (rows.size() + parts - 1) / parts);
        List<Job> split = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            split.add(part(rows.subList(from, Math.min(from + size, rows.size())), tries));
        }
        return split;
    }

    /** Some of its rows, in the same order, as a job of their own outside the sequence of the pass. */
    public Job part(List<Row> some, Tries tried) {
        return new Job(migration, pass, 0, null, some, tried, column);
    }
}
