package routes.status;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.UnifiedJedis;
import routes.config.Settings;
import routes.queue.CutOverOrder;
import routes.queue.JobQueue;
import routes.queue.LaterJobs;
import routes.queue.Pauses;
import routes.queue.QueueBeans;
import routes.queue.QueueSettings;
import routes.queue.ScanState;
import routes.queue.ServerConditions;
import routes.queue.Unreadable;
import routes.redisstream.RedisStreamAdmin;

/** Reads what Redis knows of a migration, with a dozen small requests. It writes nothing. */
final class LiveReader {

    private final String namespace;
    private final int limit;
    private final JobQueue queue;
    private final LaterJobs later;
    private final RedisStreamAdmin stream;
    private final ProcessRegistry registry;
    private final Unreadable unreadable;
    private final CutOverOrder cutOver;
    private final ServerConditions conditions;
    private final Pauses pauses;

    LiveReader(Settings settings, UnifiedJedis redis) {
        QueueSettings queueSettings = QueueSettings.of(settings);
        this.namespace = queueSettings.namespace();
        this.limit = queueSettings.mostJobs();
        QueueBeans queueBeans = new QueueBeans(queueSettings, redis);
        this.queue = queueBeans.queue();
        this.later = queueBeans.later();
        this.cutOver = queueBeans.cutOver();
        this.conditions = queueBeans.conditions();
        this.pauses = queueBeans.pauses();
        this.stream = new RedisStreamAdmin(redis, namespace + ":jobs", "consumers");
        this.unreadable = queueBeans.unreadable();
        this.registry = new ProcessRegistry(redis, namespace, unreadable);
    }

    String namespace() {
        return namespace;
    }

    JobQueue queue() {
        return queue;
    }

    ProcessRegistry registry() {
        return registry;
    }

    /** What was found and could not be read. */
    Unreadable unreadable() {
        return unreadable;
    }

    /**
     * Reads all of it.
     *
     * @throws redis.clients.jedis.exceptions.JedisException when Redis does not answer
     */
    Live read() {
        // not shown here, but what cannot be read of it is told of
        queue.mostRequests();
        queue.holder();
        conditions.areHonoured();
        Optional<ScanState> state = queue.scan();
        Status.Scan scan = state.map(pass ->
                        new Status.Scan(pass.pass(), pass.rows(), pass.sequence(), pass.complete(), pass.cursor()))
                .orElse(null);
        return new Live(
                scan,
                jobs(),
                registry.alive(),
                queue.isPaused(),
                pauses.note(),
                cutOver.from(),
                registry.beginning(),
                registry.counters(),
                registry.census(),
                queue.nearMisses().read(state),
                registry.ending().orElse(null));
    }

    private Status.Queue jobs() {
        String waiting = namespace + ":later";
        long later = unreadable.read(waiting, 0L, this.later::count);
        long dead = unreadable.read(namespace + ":dead", 0L, queue::deadLetters);
        Status.Queue none = new Status.Queue(later, 0, later, limit, null, dead, List.of());
        return unreadable.read(namespace + ":jobs", none, () -> {
            List<Status.Consumer> consumers = stream.consumers().stream()
                    .map(info -> new Status.Consumer(info.getName(), info.getPending(), info.getIdle() / 1000))
                    .toList();
            return new Status.Queue(
                    unreadable.line(waiting).isPresent() ? stream.length() : queue.outstanding(),
                    consumers.stream().mapToLong(Status.Consumer::jobs).sum(),
                    later,
                    limit,
                    stream.oldestEntryAge().map(Duration::toSeconds).orElse(null),
                    dead,
                    consumers);
        });
    }
}
