package routes.queue;

import static net.logstash.logback.argument.StructuredArguments.value;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.resps.StreamEntry;
import routes.config.Event;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.fault.Reason;
import routes.fault.S3Faults;
import routes.fault.SystemFaultException;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Outcome;
import routes.queue.JobCodec.MalformedJobException;
import routes.table.Row;

/**
 * Narrows a job that killed its consumers down to the row that did: a job of many rows goes back to the queue in parts, a
 * job of one row becomes a recorded exception. What is not a job of this migration, and what fails whoever looks at it, is told of, once by
 * each process, and stays where it is: it speaks of no row that the scan would not find.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int PARTS = 10;

    private final JobQueue queue;
    private final JobCodec codec;
    private final Columns columns;
    private final Set<String> told = new HashSet<>();

    public DeadLetters(JobQueue queue, JobCodec codec, Columns columns) {
        this.queue = queue;
        this.codec = codec;
        this.columns = columns;
    }

    /** Deals with every dead letter that still can be worked on. */
    public void triage() {
        List<StreamEntry> page = queue.deadEntries(null);
        while (!page.isEmpty()) {
            page.forEach(this::look);
            page = queue.deadEntries(page.get(page.size() - 1).getID());
        }
    }

    private void look(StreamEntry entry) {
        String id = entry.getID().toString();
        try {
            Optional<Job> job = read(entry);
            if (job.isPresent()) {
                triage(id, job.get());
            } else if (told.add(id)) {
                Event.UNREADABLE.warn(
                        LOG,
                        "dead letter {} is no job of this migration, and stays where it is: no row is lost by it",
                        value("entry", id));
            }
        } catch (SystemFaultException | JedisConnectionException | DataAccessResourceFailureException e) {
            throw e; // not the letter's fault: the next turn is another try
        } catch (Throwable e) { // whatever made a dead letter of it may come of looking at it
            if (told.add(id)) {
                Event.UNREADABLE.warn(
                        LOG,
                        "dead letter {} cannot be looked at, and stays where it is: {}; no row is lost by it",
                        value("entry", id),
                        S3Faults.describe(e));
            }
        }
    }

    /** Dead letters that are no jobs. */
    public long unreadable() {
        return queue.deadLetters();
    }

    private Optional<Job> read(StreamEntry entry) {
        try {
            return Optional.of(codec.read(entry)).filter(this::isOurs);
        } catch (MalformedJobException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(Job job) {
        return columns.owner(job.column(), job.migration())
                .filter(column -> job.rows().stream().allMatch(row -> isRow(column, row)))
                .isPresent();
    }

    /** Whether the scan could have found it. */
    private static boolean isRow(Column column, Row row) {
        return column.keyType().isKey(row.key())
                && column.migration()
                        .paths()
                        .read(row.path())
                        .filter(path -> Migration.isKey(path.sourceKey()))
                        .isPresent();
    }

    private void triage(String id, Job job) {
        if (job.rows().size() > 1) {
            if (queue.split(id, job.split(PARTS))) {
                Event.SPLIT.warn(
                        LOG, "job {}: delivered too often, split to find the row that fails", value("job", job.id()));
            }
            return;
        }
        Row row = job.rows().get(0);
        Column column = columns.get(job.column());
        Event.EXCEPTION.warn(
                LOG,
                "row {}: every consumer failed on it, recorded as {}",
                value("row", column.migration().nameOf(row.key())),
                value("reason", Reason.DEAD_LETTER));
        String newPath = column.migration()
                .paths()
                .read(row.path())
                .map(ObjectPath::newText)
                .orElse("");
        column.ledger()
                .record(List.of(Outcome.failed(row, newPath, Reason.DEAD_LETTER, "every delivery of this row failed")));
        queue.discard(id);
    }
}
