package routes.queue;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import routes.table.Row;

/**
 * A run of rows, in row-key order, that one consumer migrates at a time.
 *
 * @param migration fingerprint of the migration it belongs to
 * @param pass number of the scan over the table that found it
 * @param sequence number within the pass, from 1, without gaps; 0 when it was split from another job
 * @param after cursor of the scan before this job: null at the start of the table
 * @param rows at least one
 */
public record Job(String migration, long pass, long sequence, String after, List<Row> rows) {

    public Job {
        rows = List.copyOf(rows);
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

    /** The same job in parts, outside the sequence of the pass. */
    public List<Job> split(int parts) {
        int size = Math.max(1, (rows.size() + parts - 1) / parts);
        List<Job> split = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            split.add(new Job(migration, pass, 0, null, rows.subList(from, Math.min(from + size, rows.size()))));
        }
        return split;
    }
}
