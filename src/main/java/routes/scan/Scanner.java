package routes.scan;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import routes.config.Migration;
import routes.fault.Reason;
import routes.fault.SystemFaultException;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.queue.Job;
import routes.queue.JobQueue;
import routes.queue.ScanState;
import routes.table.Row;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.Part;
import routes.window.WindowedQuery;

/**
 * Reads the table window by window and makes jobs of the rows that are left to migrate. What it must not lose is elsewhere: the cursor in
 * Redis, the rest in the ledger.
 */
public final class Scanner {

    private static final Logger LOG = LoggerFactory.getLogger(Scanner.class);

    /** Attempts after which a row that holds its old path again is not copied once more. */
    private static final int ATTEMPTS = 3;

    private final TableSchema schema;
    private final WindowedQuery<Found> rows;
    private final Ledger ledger;
    private final Collisions collisions;
    private final JobQueue queue;
    private final byte[] prefix;
    private final int jobRows;
    private volatile Looked looked;

    /** Where a window ended that began in a pass and whose last row to migrate has this key: all between was looked at. */
    private record Looked(long pass, String last, String through) {

        boolean isAt(ScanState state) {
            return pass == state.pass() && last.equals(state.cursor());
        }
    }

    /**
     * What one window of the scan has brought.
     *
     * @param jobs in key order, yet to be queued; may be empty although more follows
     * @param more whether to read on at once
     */
    public record Page(List<Job> jobs, boolean more) {

        /** The pass is over. */
        static final Page END = new Page(List.of(), false);

        static Page of(List<Job> jobs) {
            return new Page(jobs, true);
        }
    }

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
        this.rows = new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.TABLE,
                statements.get(Scanner.class, "scan"),
                (row, number) ->
                        new Found(schema.keyType().read(row, 1), row.getBytes(2), row.getInt(3), row.getBoolean(4)),
                Found::key,
                pageRows);
        this.ledger = ledger;
        this.collisions = new Collisions(schema, statements, dataSource);
        this.queue = queue;
        this.prefix = schema.migration().legacyPrefixBytes();
        this.jobRows = jobRows;
    }

    /** The next page, whose jobs are yet to be queued. */
    public Page nextPage() {
        Optional<ScanState> known = queue.scan();
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
        String from = looked != null && looked.isAt(state) ? looked.through() : state.cursor();
        Part<Found> part = rows.after(from, prefix.length, prefix);
        record(part.rows());
        List<Job> jobs = part.rows().isEmpty() ? List.of() : jobs(state, part.rows());
        if (!jobs.isEmpty()) {
            String last = jobs.get(jobs.size() - 1).through();
            looked = part.isLast() ? null : new Looked(state.pass(), last, part.through());
        } else if (!part.isLast()) {
            queue.cursor().advance(state, part.through());
        } else if (part.rows().isEmpty()) {
            ledger.requireOurs();
            queue.cursor().completePass(state);
            LOG.info("pass {} over the table: {} rows to migrate", state.pass(), state.rows());
            return Page.END;
        }
        return Page.of(jobs);
    }

    /** Starts another pass over the table. */
    public void beginNextPass(ScanState over) {
        collisions.record();
        queue.cursor().beginPass(Optional.of(over));
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

    private List<Job> jobs(ScanState state, List<Found> page) {
        List<Row> rows = page.stream().flatMap(found -> found.row().stream()).toList();
        List<Job> jobs = new ArrayList<>();
        String identity = ledger.identity().text();
        String after = state.cursor();
        for (int from = 0; from < rows.size(); from += jobRows) {
            List<Row> part = rows.subList(from, Math.min(from + jobRows, rows.size()));
            Job job = new Job(identity, state.pass(), state.sequence() + jobs.size() + 1, after, part);
            jobs.add(job);
            after = job.through();
        }
        return jobs;
    }

    /** What needs no copy to fail is recorded here, and not found again. */
    private void record(List<Found> page) {
        List<Outcome> failed = page.stream()
                .filter(found -> found.row().isEmpty())
                .map(found -> found.failed(schema.migration()))
                .toList();
        if (!failed.isEmpty()) {
            ledger.record(failed);
        }
    }

    /** A row as the scan reads it. */
    private record Found(String key, byte[] path, int attempts, boolean reverted) {

        /** The row, if its path can be an object's key, and does not come back whenever it is rewritten. */
        Optional<Row> row() {
            return path.length > Migration.KEY_BYTES || comesBack()
                    ? Optional.empty()
                    : text().map(text -> new Row(key, text, attempts));
        }

        Outcome failed(Migration migration) {
            Row shown = new Row(key, text().orElseGet(() -> new String(path, StandardCharsets.UTF_8)), attempts);
            if (comesBack()) {
                LOG.warn("row {}: holds its old path again after {} attempts", key, attempts);
                return Outcome.failed(
                        shown, migration.newKey(shown.path()), Reason.REVERTED, "after " + attempts + " attempts");
            }
            return path.length > Migration.KEY_BYTES
                    ? Outcome.failed(shown, "", Reason.KEY_TOO_LONG, path.length + " bytes; md5 " + md5())
                    : Outcome.failed(shown, "", Reason.INVALID_PATH, "not UTF-8; md5 " + md5());
        }

        private boolean comesBack() {
            return reverted && attempts >= ATTEMPTS;
        }

        private Optional<String> text() {
            try {
                CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(path));
                return Optional.of(text.toString());
            } catch (CharacterCodingException e) {
                return Optional.empty();
            }
        }

        private String md5() {
            try {
                return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(path));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has MD5", e);
            }
        }
    }
}
