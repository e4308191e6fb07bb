package routes.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import routes.apply.ColumnRange;
import routes.apply.RangeMerger;
import routes.config.Settings;
import routes.copy.CopiedRange;
import routes.copy.CopyRequests;
import routes.copy.JobPlan;
import routes.copy.ObjectCopy;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.table.Row;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;

/** What the program itself does for each job of 1,000 rows, besides waiting for servers; in microseconds for one job. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HotPieces {

    private static final int ROWS = 1000;

    private final routes.config.Migration migration =
            routes.config.Migration.of(Settings.load(key -> null, key -> null).with(settings()));
    private final JobCodec codec = new JobCodec();
    private final CopyRequests requests =
            new CopyRequests(migration, CopyObjectRequest.builder().build(), false);
    private final RangeMerger merger = new RangeMerger(2000);
    private final Job job = job();
    private final String json = codec.write(job);
    private final JobPlan plan = JobPlan.first(job, List.of());
    private final List<CopiedRange> notifications = notifications();

    @Benchmark
    public String writeJob() {
        return codec.write(job);
    }

    @Benchmark
    public Job readJob() {
        return codec.read(json);
    }

    @Benchmark
    public List<String> mapKeys() {
        List<String> keys = new ArrayList<>(ROWS);
        for (Row row : job.rows()) {
            keys.add(migration.newKey(row.path()));
        }
        return keys;
    }

    @Benchmark
    public List<CopyObjectRequest> makeRequests() {
        List<CopyObjectRequest> made = new ArrayList<>(ROWS);
        for (Row row : job.rows()) {
            made.add(requests.request(new ObjectCopy(row.path(), row.path(), List.of()), plan));
        }
        return made;
    }

    /** A thousand notifications in the order in which consumers are done; of each a thousandth is a job's. */
    @Benchmark
    public List<ColumnRange> mergeThousandRanges() {
        return merger.merge(notifications);
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Sample.settings());
        settings.put("database.name", "benchmark");
        return settings;
    }

    private static Job job() {
        List<Row> rows = new ArrayList<>(ROWS);
        for (long number = 1; number <= ROWS; number++) {
            rows.add(new Row(Long.toString(number), Sample.SOURCE_PREFIX + Sample.name(number), 0));
        }
        return new Job("fingerprint", 1, 1, null, rows);
    }

    private static List<CopiedRange> notifications() {
        List<CopiedRange> all = new ArrayList<>();
        for (int sequence = 1; sequence <= ROWS; sequence++) {
            String first = Integer.toString((sequence - 1) * ROWS + 1);
            all.add(new CopiedRange(
                    "fingerprint",
                    1,
                    sequence,
                    Integer.toString((sequence - 1) * ROWS),
                    first,
                    Integer.toString(sequence * ROWS),
                    ROWS,
                    ROWS,
                    0,
                    0));
        }
        Collections.shuffle(all, new Random(1));
        return all;
    }
}
