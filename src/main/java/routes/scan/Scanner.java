package routes.scan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.fault.SystemFaultException;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.Part;
import routes.window.WindowedQuery;

/**
 * Reads the table window by window and makes jobs of the rows that are left to migrate. What it must not lose is elsewhere: the cursor in
 * Redis, the rest in the ledger.
 */
public final class Scanner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scanner.class);

    private final TableSchema schema;
    private final ReadAhead rows;
    private final Ledger ledger;
    private final Collisions collisions;
    private final JobQueue queue;
    private final int jobRows;
    private final NearMissPattern pattern;
    private volatile Looked looked;
    private volatile Map<String, NearMisses> passed = Map.of();

    /**
     * @param pageRows most rows to migrate that one query reads
     * @param jobRows rows in one job
     */
    public Scanner(
            TableSchema schema,
            Sql statements,
            DataSource dataSource,
            Ledger ledger,
            JobQueue queue,
            int pageRows,
            int jobRows) {
        this.schema = schema;
        this.rows = new ReadAhead(new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.TABLE,
                statements.get(Scanner.class, "scan"),
                (row, number) -> new Found(
                        schema.keyType().read(row, 1),
                        row.getBytes(2),
                        row.getInt(3),
                        row.getBoolean(4),
                        row.getBoolean(5)),
                Found::key,
                pageRows));
        this.ledger = ledger;
        this.collisions = new Collisions(schema, statements, dataSource, ledger);
        this.queue = queue;
        this.jobRows = jobRows;
        this.pattern = NearMissPattern.of(schema.migration());
    }

    /** The next page, whose jobs are yet to be queued. */
    public Page nextPage() {
        Optional<ScanState> known = queue.scan().filter(this::isReadable);
        if (known.isEmpty()) {
            claim();
            collisions.record();
            queue.cursor().beginPass(known);
            return Page.of(List.of());
        }
        ScanState state = known.get();
        if (state.complete()) {
            return Page.END;
        }
        Optional<Looked> before = Optional.ofNullable(looked).filter(window -> window.isAt(state));
        Part<Found> part = rows.after(state.pass(), before.map(Looked::through).orElse(state.cursor()));
        FoundJobs found = new FoundJobs(
                ledger,
                schema.migration(),
                pattern,
                state,
                jobRows,
                before.map(Looked::seen).orElse(NearMisses.NONE));
        part.rows().forEach(found::add);
        passed = found.end();
        if (!found.failed().isEmpty()) {
            ledger.record(found.failed());
        }
        if (!found.jobs().isEmpty()) {
            String last = found.jobs().get(found.jobs().size() - 1).through();
            looked = part.isLast() ? null : new Looked(state.pass(), last, part.through(), found.seen());
            if (!part.isLast()) {
                rows.begin(state.pass(), part.through());
            }
        } else if (!part.isLast()) {
            queue.cursor().advance(state, part.through(), found.seen());
        } else if (part.rows().stream().noneMatch(Found::legacy)) {
            ledger.requireOurs();
            queue.cursor().completePass(state, found.seen());
            LOG.info("pass {} over the table: {} rows to migrate", state.pass(), state.rows());
            return Page.END;
        }
        return Page.of(found.jobs());
    }

    /**
     * Queues a job of the page and moves the cursor past it, or neither.
     *
     * @throws JobQueue.QueueFullException as {@link JobQueue#enqueue(Job, NearMisses)} does
     * @throws JobQueue.CursorMovedException likewise
     */
    public void enqueue(Job job) {
        queue.enqueue(job, passed.getOrDefault(job.id(), NearMisses.NONE));
    }

    /** Whether the scan can go on there; otherwise it begins anew, as it does when Redis has lost its data. */
    private boolean isReadable(ScanState state) {
        boolean readable = state.cursor() == null || schema.keyType().isKey(state.cursor());
        if (!readable) {
            LOG.warn("the scan's cursor in Redis is no row key of this table: the pass begins anew");
            queue.cursor().forget();
        }
        return readable;
    }

    /** Starts another pass over the table. */
    public void beginNextPass(ScanState over) {
        collisions.record();
        queue.cursor().beginPass(Optional.of(over));
    }

    @Override
    public void close() {
        rows.close();
    }

    /** Redis may have lost the claim together with the scan, and another migration may have made its own since. */
    private void claim() {
        if (!queue.claim(ledger.identity())) {
            throw new SystemFaultException(
                    "Redis has lost its data, and another migration has taken the namespace since; name another one"
                            + " (redis.namespace)",
                    null);
        }
    }
}
