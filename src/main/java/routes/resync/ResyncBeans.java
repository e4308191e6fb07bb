package routes.resync;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import routes.copy.CopyRequests;
import routes.ledger.Columns;
import routes.ledger.Copies;
import routes.ledger.Retries;
import routes.s3.ConditionalS3Client;
import routes.sort.ExternalSort;

/** The beans that keep copies up to date. */
public final class ResyncBeans {

    private final ResyncSettings settings;
    private final Copies copies;
    private final CopyUpdates updates;
    private final DeltaPass pass;
    private final Clock clock;

    /**
     * @param database records what becomes of copies, whose objects are at hand
     * @param table the same, for walks over the ledger
     */
    public ResyncBeans(
            ResyncSettings settings,
            Columns columns,
            DataSource database,
            DataSource table,
            ConditionalS3Client s3,
            CopyRequests requests,
            Clock clock) {
        this(settings, columns, database, table, s3, requests, Path.of(System.getProperty("java.io.tmpdir")), clock);
    }

    /**
     * @param database records what becomes of copies, whose objects are at hand
     * @param table the same, for walks over the ledger
     * @param directory where to keep what does not fit into memory
     */
    public ResyncBeans(
            ResyncSettings settings,
            Columns columns,
            DataSource database,
            DataSource table,
            ConditionalS3Client s3,
            CopyRequests requests,
            Path directory,
            Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.copies = new Copies(columns, database);
        this.updates = new CopyUpdates(
                s3,
                requests,
                copies,
                new Retries(columns, database),
                columns.migration().sourceBucket(),
                settings.retryTime(),
                clock);
        this.pass = new DeltaPass(
                columns.migration(), new Copies(columns, table), updates, directory, ExternalSort.memory());
    }

    /**
     * What makes single copies again.
     *
     * @param threads for the copies
     */
    public Repairs repairs(ExecutorService threads) {
        return new Repairs(copies, updates, threads);
    }

    public DeltaPass pass() {
        return pass;
    }

    /**
     * The passes of a run.
     *
     * @param threads for the copies
     * @param goOn whether the process may go on working
     */
    public DeltaPasses passes(ExecutorService threads, BooleanSupplier goOn) {
        return new DeltaPasses(settings.passes() == ResyncSettings.Passes.AUTO, pass, threads, goOn, clock);
    }
}
