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
import routes.fault.Addresses;
import routes.fault.Server;
import routes.ledger.Columns;

/**
 * Makes a snapshot of a migration from Redis and the ledger. It writes nothing, but for {@link #readLast}.
 *
 * <p>{@link #read()} costs a dozen small requests to Redis, so that it may be called every second: while a producer is
 * alive, it uses the count of the ledger that the producer publishes (as often as {@code status.count.interval} says), and otherwise one of
 * its own, made as rarely.
 */
public final class StatusReader {

    private final String migration;
    private final LiveReader live;
    private final Supplier<Columns> columns;
    private final Supplier<Optional<String>> stranger;
    private final DataSource database;
    private final Duration interval;
    private final boolean onCommand;
    private final Addresses addresses;
    private final Clock clock;
    private Optional<CensusTaker> taker = Optional.empty();
    private Optional<Census> own = Optional.empty();
    private Instant ownAt = Instant.MIN;
    private volatile Instant blindSince;
    private volatile Live known = Live.NONE;

    /** How exact a snapshot is to be. */
    private enum Count {
        /** The last count will do. */
        LAST,
        /** The ledger is counted now. */
        LEDGER,
        /** The ledger and the table are. */
        ALL
    }

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
        this.live = new LiveReader(settings, redis);
        this.onCommand = ApplySettings.of(settings).mode() == ApplyMode.ON_COMMAND;
        this.addresses = Addresses.of(settings);
        this.columns = columns;
        this.stranger = stranger;
        this.database = database;
        this.interval = StatusSettings.of(settings).countInterval();
        this.clock = clock;
    }

    /** The snapshot, with the last exact count. */
    public Status read() {
        return read(Count.LAST);
    }

    /** The snapshot with an exact count made now, which reads all of ledger and table. */
    public Status readExact() {
        return read(Count.ALL);
    }

    /**
     * The snapshot at the end of a run, with an exact count of the ledger made now, which is published; what the table has in all is as it was
     * counted before.
     */
    Status readLast() {
        return read(Count.LEDGER);
    }

    private Status read(Count count) {
        List<String> problems = new ArrayList<>();
        Live seen = Live.NONE;
        // of a Redis that is away the figures are those that it had: counted anew, they would fall when it is back
        Live figures = known;
        Optional<Situation> blind = Optional.empty();
        try {
            seen = live.read();
            figures = seen;
            known = seen;
            stranger.get().ifPresent(problems::add);
            blindSince = null;
        } catch (JedisException e) {
            problems.add("Redis cannot be read: " + e.getMessage());
            blindSince = blindSince == null ? clock.instant() : blindSince;
            blind = Optional.of(Assessment.blind(addresses.of(Server.REDIS), words(e), blindSince));
        }
        problems.addAll(live.unreadable().lines());
        Optional<Census> census = Optional.empty();
        try {
            census = census(figures, count);
        } catch (DataAccessException e) {
            problems.add("the ledger cannot be counted: %s: %s"
                    .formatted(
                            addresses.of(Server.DATABASE),
                            e.getMostSpecificCause().getMessage()));
            census = figures.census();
        }
        problems.addAll(seen.complaints());
        Census.Counters since =
                census.isPresent() ? figures.counters().since(census.get().reported()) : Census.Counters.NONE;
        Status.Rows rows = Figures.rows(
                census, since, figures.scan() == null ? 0 : figures.scan().rows());
        Status.Rates rates = Figures.rates(seen.processes());
        Instant now = clock.instant();
        Status.CutOver cut = onCommand && seen.queue() != null ? seen.cutOver(rows.waiting()) : null;
        Assessment assessment = new Assessment(seen, census, rates, cut, now);
        Situation situation = blind.orElseGet(assessment::situation);
        Live told = seen;
        Run run = told.beginning()
                .map(beginning -> Figures.run(beginning, told, now))
                .orElse(null);
        return new Status(
                now,
                migration,
                live.namespace(),
                situation,
                run,
                rows,
                seen.scan(),
                rates,
                situation.moves() ? Figures.secondsLeft(rows, rates, run) : null,
                seen.queue(),
                seen.processes(),
                census.map(Census::exceptions).orElse(Map.of()),
                census.map(Census::columns).orElse(List.of()),
                seen.nearMisses().forms(),
                cut,
                seen.ending(),
                problems);
    }

    private static String words(JedisException e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }

    private synchronized Optional<Census> census(Live seen, Count count) {
        boolean published = seen.census().isPresent()
                && seen.processes().stream().anyMatch(process -> !process.role().equals("consumer"));
        if (published && count == Count.LAST) {
            return seen.census();
        }
        if (taker.isEmpty()) {
            taker = Optional.of(new CensusTaker(
                    columns.get(), database, live.registry(), live.queue(), interval, System::nanoTime, clock));
        }
        boolean due = own.map(taker.get()::isDue)
                .orElse(Duration.between(ownAt, clock.instant()).compareTo(interval) >= 0);
        if (count == Count.LEDGER) {
            own = taker.get()
                    .take(seen.census(), seen.census().map(Census::pass).orElse(0L), seen.counters());
            own.ifPresent(live.registry()::publish);
        } else if (count == Count.ALL || due) {
            long pass = seen.scan() == null ? 0 : seen.scan().pass();
            own = taker.get().take(count == Count.ALL ? Optional.empty() : own, pass, seen.counters());
            ownAt = clock.instant();
        }
        return own;
    }
}
