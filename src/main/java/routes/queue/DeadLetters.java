package routes.queue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.resps.StreamEntry;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.fault.Reason;
import routes.ledger.Ledger;
import routes.ledger.Outcome;
import routes.queue.JobCodec.MalformedJobException;
import routes.table.Row;
import routes.table.RowKeyType;

/**
 * Narrows a job that killed its consumers down to the row that did: a job of many rows goes back to the queue in parts, a
 * job of one row becomes a recorded exception. What is not a job of this migration is told of, once by each process, and
 * stays where it is: it speaks of no row that the scan would not find.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int PARTS = 10;

    private final JobQueue queue;
    private final JobCodec codec;
    private final RowKeyType keyType;
    private final Ledger ledger;
    private final Migration migration;
    private final Set<String> told = new HashSet<>();

    public DeadLetters(JobQueue queue, JobCodec codec, Migration migration, RowKeyType keyType, Ledger ledger) {
        this.queue = queue;
        this.codec = codec;
        this.keyType = keyType;
        this.ledger = ledger;
        this.migration = migration;
    }

    /** Deals with every dead letter that still can be worked on. */
    public void triage() {
        for (StreamEntry entry : queue.deadEntries()) {
            String id = entry.getID().toString();
            Optional<Job> job = read(entry);
            if (job.isPresent()) {
                triage(id, job.get());
            } else if (told.add(id)) {
                LOG.warn("dead letter {} is no job of this migration, and stays where it is", id);
            }
        }
    }

    /** Dead letters that are no jobs. */
    public long unreadable() {
        return queue.deadLetters();
    }

    private Optional<Job> read(StreamEntry entry) {
        try {
            Job job = codec.read(entry.getFields().getOrDefault("body", ""));
            return Optional.of(job).filter(this::isOurs);
        } catch (MalformedJobException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(Job job) {
        return ledger.owns(job.migration()) && job.rows().stream().allMatch(this::isMapped);
    }

    private boolean isMapped(Row row) {
        try {
            keyType.value(row.key());
            return migration.paths().read(row.path()).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void triage(String id, Job job) {
        if (job.rows().size() > 1) {
            if (queue.split(id, job.split(PARTS))) {
                LOG.warn("job {}: delivered too often, split to find the row that fails", job.id());
            }
            return;
        }
        Row row = job.rows().get(0);
        LOG.warn("row {}: every consumer failed on it, recorded as {}", row.key(), Reason.DEAD_LETTER);
        String newPath =
                migration.paths().read(row.path()).map(ObjectPath::newText).orElse("");
        ledger.record(List.of(Outcome.failed(row, newPath, Reason.DEAD_LETTER, "every delivery of this row failed")));
        queue.discard(id);
    }
}
