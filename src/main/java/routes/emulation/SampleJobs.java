package routes.emulation;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import routes.config.Migration;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.table.Row;

/** Jobs such as the scan makes, of rows that are in no table, to try queue and workers alone. */
public final class SampleJobs {

    private final Migration migration;
    private final SamplePaths paths;
    private final JobCodec codec;
    private final long jobs;
    private final int rows;

    /**
     * @param jobs how many
     * @param rows rows in each
     */
    public SampleJobs(Migration migration, SamplePaths paths, JobCodec codec, long jobs, int rows) {
        this.migration = migration;
        this.paths = paths;
        this.codec = codec;
        this.jobs = jobs;
        this.rows = rows;
    }

    public long count() {
        return jobs;
    }

    /** The jobs as they travel through the queue, each made when it is asked for. */
    public Iterator<String> bodies() {
        return LongStream.range(0, jobs).mapToObj(this::job).map(codec::write).iterator();
    }

    private Job job(long number) {
        List<Row> batch = LongStream.range(number * rows, (number + 1) * rows)
                .mapToObj(index -> new Row(Long.toString(index + 1), paths.path(index), 0))
                .toList();
        String after = number == 0 ? null : Long.toString(number * rows);
        return new Job(migration.fingerprint(), 1, number + 1, after, batch);
    }
}
