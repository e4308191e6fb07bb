package routes.queue;

import java.time.Clock;
import java.util.List;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Migration;
import routes.ledger.Columns;
import routes.ledger.LedgerTable;

/** The beans of the queue. */
public final class QueueBeans {

    private final JobCodec codec = new JobCodec();
    private final Unreadable unreadable = new Unreadable();
    private final JobQueue queue;
    private final LaterJobs later;
    private final CutOverOrder cutOver;
    private final Pauses pauses;
    private final ServerConditions conditions;
    private final String namespace;

    public QueueBeans(QueueSettings settings, UnifiedJedis redis) {
        this.namespace = settings.namespace();
        this.queue = new JobQueue(redis, codec, namespace, settings.mostJobs(), unreadable);
        this.later = new LaterJobs(redis, codec, namespace, Clock.systemUTC());
        this.conditions = new ServerConditions(redis, namespace, unreadable);
        this.cutOver = new CutOverOrder(redis, namespace, unreadable);
        this.pauses = new Pauses(redis, namespace, unreadable);
    }

    public JobCodec codec() {
        return codec;
    }

    public JobQueue queue() {
        return queue;
    }

    public LaterJobs later() {
        return later;
    }

    public ServerConditions conditions() {
        return conditions;
    }

    public CutOverOrder cutOver() {
        return cutOver;
    }

    public Pauses pauses() {
        return pauses;
    }

    /** What was found in Redis and could not be read. */
    public Unreadable unreadable() {
        return unreadable;
    }

    public Ownership ownership(DataSource database, List<Migration> migrations) {
        return new Ownership(
                queue,
                migrations.stream()
                        .map(migration -> new LedgerTable(database, migration))
                        .toList(),
                namespace);
    }

    /** Binds what every role needs. */
    public void bind(BiConsumer<String, Object> registry) {
        registry.accept("jobCodec", codec);
        registry.accept("jobQueue", queue);
        registry.accept("laterJobs", later);
    }

    public void bindProducer(Columns columns, BiConsumer<String, Object> registry) {
        registry.accept("deadLetters", new DeadLetters(queue, codec, columns));
    }
}
