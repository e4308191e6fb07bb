package routes.migration;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Narrows a job that killed its consumers down to the row that did: a job of many rows goes back to the queue in parts, a
 * job of one row becomes a recorded exception. What is not a job at all stays for the report: its rows are found again by
 * the scan.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int PARTS = 10;

    private final UnifiedJedis redis;
    private final String stream;
    private final JobQueue queue;
    private final JobCodec codec;
    private final KeyMapper mapper;
    private final Ledger ledger;
    private final String migration;

    public DeadLetters(
            UnifiedJedis redis,
            String namespace,
            JobQueue queue,
            JobCodec codec,
            KeyMapper mapper,
            Ledger ledger,
            String migration) {
        this.redis = redis;
        this.stream = namespace + ":dead";
        this.queue = queue;
        this.codec = codec;
        this.mapper = mapper;
        this.ledger = ledger;
        this.migration = migration;
    }

    /** Deals with every dead letter that still can be worked on. */
    public void triage() {
        for (StreamEntry entry : redis.xrange(stream, (StreamEntryID) null, null)) {
            Map<String, String> fields = entry.getFields();
            Job job;
            try {
                job = codec.read(fields.getOrDefault("body", ""));
            } catch (MalformedJobException e) {
                continue;
            }
            if (!job.migration().equals(migration)) {
                continue;
            }
            triage(entry.getID().toString(), job);
        }
    }

    /** Dead letters that are no jobs. */
    public long unreadable() {
        return redis.xlen(stream);
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
        ledger.record(List.of(
                Outcome.failed(row, mapper.map(row.path()), Reason.DEAD_LETTER, "every delivery of this row failed")));
        redis.xdel(stream, new StreamEntryID(id));
    }
}
