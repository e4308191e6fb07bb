package routes.scan;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Event;
import routes.fault.SystemFaultException;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Ledger;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.table.NearMisses;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * Reads the tables of all columns, one after the other, window by window, and makes jobs of the rows that are left to migrate. What it must not
 * lose is elsewhere: the cursor in Redis, the rest in the ledgers.
 */
public final class Scanner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scanner.class);

    private final Columns columns;
    private final List<ColumnScan> scans;
    private final Collisions collisions;
    private final JobQueue queue;
    private volatile Map<String, NearMisses> passed = Map.of();

    /**
     * @param pageRows most rows to migrate that one query reads
     * @param jobRows rows in one job
     */
    public Scanner(Columns columns, DataSource dataSource, JobQueue queue, int pageRows, int jobRows) {
        this.columns = columns;
        this.scans = columns.all().stream()
                .map(column -> new ColumnScan(column, dataSource, pageRows, jobRows))
                .toList();
        this.collisions = new Collisions(columns, dataSource);
        this.queue = queue;
    }

    /** A scan of one column. */
    public Scanner(
            TableSchema schema,
            Sql statements,
            DataSource dataSource,
            Ledger ledger,
            JobQueue queue,
            int pageRows,
            int jobRows) {
        this(Columns.of(new Column(schema, statements, ledger)), dataSource, queue, pageRows, jobRows);
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
        ColumnScan.Window window = scans.get(state.column()).next(state);
        FoundJobs found = window.found();
        passed = found.passed();
        if (found.jobs().isEmpty() && !window.part().isLast()) {
            queue.cursor().advance(state, window.part().through(), found.seen());
        } else if (found.jobs().isEmpty() && window.isEnd()) {
            return end(state, found.seen());
        }
        return Page.of(found.jobs());
    }

    private Page end(ScanState state, NearMisses seen) {
        columns.get(state.column()).ledger().requireOurs();
        if (state.column() + 1 < columns.size()) {
            queue.cursor().beginColumn(state, seen);
            return Page.of(List.of());
        }
        queue.cursor().completePass(state, seen);
        Event.PASS.info(
                LOG,
                columns.size() == 1
                        ? "pass {} over the table: {} rows to migrate"
                        : "pass {} over the tables: {} rows to migrate",
                value("pass", state.pass()),
                value("rows", state.rows()),
                value("phase", "found"));
        return Page.END;
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

    @Override
    public void close() {
        scans.forEach(ColumnScan::close);
    }

    /** Whether the scan can go on there; otherwise it begins anew, as it does when Redis has lost its data. */
    private boolean isReadable(ScanState state) {
        boolean readable = columns.at(state.column())
                .filter(column -> state.cursor() == null || column.keyType().isKey(state.cursor()))
                .isPresent();
        if (!readable) {
            Event.PASS.warn(
                    LOG,
                    "the scan's cursor in Redis is no row key of this table: the pass begins anew",
                    value("phase", "anew"));
            queue.cursor().forget();
        }
        return readable;
    }

    /** Starts another pass over the tables. */
    public void beginNextPass(ScanState over) {
        collisions.record();
        queue.cursor().beginPass(Optional.of(over));
    }

    /** Redis may have lost the claim together with the scan, and another migration may have made its own since. */
    private void claim() {
        if (!queue.claim(columns.identity())) {
            throw new SystemFaultException(
                    "Redis has lost its data, and another migration has taken the namespace since; name another one"
                            + " (redis.namespace)",
                    null);
        }
    }
}
