package routes.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import routes.apply.ApplyMode;
import routes.apply.ApplySettings;
import routes.config.Migration;
import routes.config.Settings;
import routes.ledger.Columns;
import routes.queue.CutOverOrder;
import routes.queue.JobQueue;
import routes.queue.LaterJobs;
import routes.queue.QueueBeans;
import routes.queue.QueueSettings;
import routes.queue.ScanState;
import routes.queue.ServerConditions;
import routes.queue.Unreadable;
import routes.redisstream.RedisStreamAdmin;

/**
 * Makes a snapshot of a migration from Redis and the ledger. It writes nothing.
 *
 * <p>{@link #read()} costs a dozen small requests to Redis, so that it may be called every second: while a producer is
 * alive, it uses the count of the ledger that the producer publishes (as often as {@code status.count.interval} says), and otherwise one of
 * its own, made as rarely.
 */
public final class StatusReader {

    private final String migration;
    private final String namespace;
    private final int limit;
    private final JobQueue queue;
    private final LaterJobs later;
    private final RedisStreamAdmin stream;
    private final ProcessRegistry registry;
    private final Unreadable unreadable;
    private final Supplier<Columns> columns;
    private final Supplier<Optional<String>> stranger;
    private final DataSource database;
    private final Duration interval;
    private final boolean onCommand;
    private final CutOverOrder cutOver;
    private final ServerConditions conditions;
    private final Clock clock;
    private Optional<CensusTaker> taker = Optional.empty();
    private Optional<Census> own = Optional.empty();
    private Instant ownAt = Instant.MIN;

    /**
     * @param columns asked for when the ledger is counted here for the first time, and again when that failed
     */
    public StatusReader(
            Settings settings, UnifiedJedis redis, DataSource database, Supplier<Columns> columns, Clock clock) {
        this(settings, redis, database, columns, Optional::empty, clock);
    }

    /**
     * @param columns asked for when the ledger is counted here for the first time, and again when that failed
     * @param stranger asked with every snapshot for a line that says that what is in Redis is another migration's
     */
    public StatusReader(
            Settings settings,
            UnifiedJedis redis,
            DataSource database,
            Supplier<Columns> columns,
            Supplier<Optional<String>> stranger,
            Clock clock) {
        this.migration = Migration.describe(Migration.all(settings));
        QueueSettings queueSettings = QueueSettings.of(settings);
        this.namespace = queueSettings.namespace();
        this.limit = queueSettings.mostJobs();
        QueueBeans queueBeans = new QueueBeans(queueSettings, redis);
        this.queue = queueBeans.queue();
        this.later = queueBeans.later();
        this.cutOver = queueBeans.cutOver();
        this.conditions = queueBeans.conditions();
        this.onCommand = ApplySettings.of(settings).mode() == ApplyMode.ON_COMMAND;
        this.stream = new RedisStreamAdmin(redis, namespace + ":jobs", "consumers");
        this.unreadable = queueBeans.unreadable();
        this.registry = new ProcessRegistry(redis, namespace, unreadable);
        this.columns = columns;
        this.stranger = stranger;
        this.database = database;
        this.interval = StatusSettings.of(settings).countInterval();
        this.clock = clock;
    }

    /** The snapshot, with the last exact count. */
    public Status read() {
        return read(false);
    }

    /** The snapshot with an exact count made now, which reads all of ledger and table. */
    public Status readExact() {
        return read(true);
    }

    private Status read(boolean exact) {
        List<String> problems = new ArrayList<>();
        Live live = Live.NONE;
        try {
            live = live();
            stranger.get().ifPresent(problems::add);
        } catch (JedisException e) {
            problems.add("Redis cannot be read: " + e.getMessage());
        }
        problems.addAll(unreadable.lines());
        live.processes().stream()
                .filter(process ->
                        process.throttled() != null && process.throttled().reason() != null)
                .forEach(process -> problems.add(process.id() + ": work with the table is paused: "
                        + process.throttled().reason()));
        Optional<Census> census = Optional.empty();
        try {
            census = census(live, exact);
        } catch (DataAccessException e) {
            problems.add(
                    "the ledger cannot be counted: " + e.getMostSpecificCause().getMessage());
            census = live.census();
        }
        live.processes().stream()
                .filter(process -> process.fault() != null)
                .forEach(process -> problems.add(process.id() + ": " + process.fault()));
        Census.Counters since =
                census.isPresent() ? live.counters().since(census.get().reported()) : Census.Counters.NONE;
        Status.Rows rows = Figures.rows(census, since);
        Status.Rates rates = Figures.rates(live.processes());
        return new Status(
                clock.instant(),
                migration,
                namespace,
                live.state(census),
                rows,
                live.scan(),
                rates,
                live.paused() ? null : Figures.secondsLeft(rows, rates),
                live.queue(),
                live.processes(),
                census.map(Census::exceptions).orElse(Map.of()),
                census.map(Census::columns).orElse(List.of()),
                live.nearMisses().forms(),
                onCommand && live.queue() != null ? live.cutOver(rows.waiting()) : null,
                live.ending(),
                problems);
    }

    private Live live() {
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
                cutOver.from(),
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

    private synchronized Optional<Census> census(Live live, boolean exact) {
        boolean published = live.census().isPresent()
                && live.processes().stream().anyMatch(process -> !process.role().equals("consumer"));
        if (published && !exact) {
            return live.census();
        }
        if (taker.isEmpty()) {
            taker = Optional.of(
                    new CensusTaker(columns.get(), database, registry, queue, interval, System::nanoTime, clock));
        }
        boolean due = own.map(taker.get()::isDue)
                .orElse(Duration.between(ownAt, clock.instant()).compareTo(interval) >= 0);
        if (exact || due) {
            long pass = live.scan() == null ? 0 : live.scan().pass();
            own = taker.get().take(exact ? Optional.empty() : own, pass, live.counters());
            ownAt = clock.instant();
        }
        return own;
    }
}
