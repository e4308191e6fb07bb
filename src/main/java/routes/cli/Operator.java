package routes.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.connect.Connections;
import routes.connect.Culprit;
import routes.connect.DatabaseCheck;
import routes.connect.Explanation;
import routes.connect.ReplicaCheck;
import routes.copy.CopyAttributes;
import routes.copy.CopyRequests;
import routes.copy.CopySettings;
import routes.ledger.Columns;
import routes.ledger.Copies;
import routes.ledger.LedgerShape;
import routes.ledger.LedgerTable;
import routes.queue.CutOverOrder;
import routes.queue.JobQueue;
import routes.queue.Ownership;
import routes.queue.Pauses;
import routes.queue.QueueBeans;
import routes.queue.QueueSettings;
import routes.queue.ServerConditions;
import routes.resync.Manifest;
import routes.resync.ResyncBeans;
import routes.resync.ResyncSettings;
import routes.sort.ExternalSort;
import routes.status.ProcessRegistry;
import routes.status.ProcessStatus;
import routes.status.StatusReader;
import routes.table.SchemaReader;
import routes.table.TableSchema;
import routes.verify.Listing;
import routes.verify.TableWalk;

/** What a command works with: the connections of a migration, opened without writing anything. */
final class Operator implements AutoCloseable {

    final Settings settings;
    final List<Migration> migrations;
    final Migration migration;
    final String namespace;
    final JobQueue queue;
    final CutOverOrder cutOver;
    final Pauses pauses;
    final ServerConditions conditions;
    final ProcessRegistry processes;
    private final Ownership ownership;
    final Connections connections;
    private Optional<Columns> columns = Optional.empty();
    private boolean watching;

    /**
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    Operator(Settings settings) {
        this.settings = settings;
        this.migrations = Migration.all(settings);
        this.migration = migrations.get(0);
        QueueSettings queueSettings = QueueSettings.of(settings);
        this.namespace = queueSettings.namespace();
        this.connections = new Connections(settings);
        QueueBeans beans = new QueueBeans(queueSettings, connections.redis());
        this.queue = beans.queue();
        this.cutOver = beans.cutOver();
        this.pauses = beans.pauses();
        this.conditions = beans.conditions();
        this.ownership = beans.ownership(connections.database(), migrations);
        this.processes = new ProcessRegistry(connections.redis(), namespace, beans.unreadable());
    }

    UnifiedJedis redis() {
        return connections.redis();
    }

    /**
     * Connections for work with the table, which waits while that is paused.
     *
     * @throws routes.config.ConfigurationException when a replica cannot be watched
     */
    DataSource table() {
        if (!watching) {
            new ReplicaCheck(settings).require();
            connections.throttler().start(line -> {});
            watching = true;
        }
        return connections.table();
    }

    /** The columns with their tables as they are; read once. */
    Columns columns() {
        if (columns.isEmpty()) {
            DatabaseCheck.requireAccess(settings);
            List<TableSchema> schemas = migrations.stream()
                    .map(each -> new SchemaReader(connections.database(), each).read())
                    .toList();
            columns = Optional.of(Columns.of(schemas, settings, connections.database()));
        }
        return columns.get();
    }

    /**
     * What keeps copies up to date.
     *
     * @param directory where to keep what does not fit into memory
     */
    ResyncBeans resync(Path directory) {
        return new ResyncBeans(
                ResyncSettings.of(settings),
                columns(),
                connections.database(),
                table(),
                connections.s3(),
                new CopyRequests(migration, CopyAttributes.of(settings), CopySettings.dotSegments(settings)),
                directory,
                Clock.systemUTC());
    }

    /**
     * What finds the legacy objects that may be deleted.
     *
     * @param directory where to keep what does not fit into memory
     */
    Manifest manifest(Path directory) {
        return new Manifest(
                columns(),
                new Copies(columns(), table()),
                new Listing(connections.s3()),
                tableWalk(),
                directory,
                ExternalSort.memory());
    }

    /** What reads the rows of all columns under either prefix. */
    TableWalk tableWalk() {
        return new TableWalk(columns().all(), table());
    }

    StatusReader status() {
        DatabaseCheck.requireAccess(settings);
        requireRedisAccess();
        return new StatusReader(
                settings, redis(), connections.database(), this::columns, this::stranger, Clock.systemUTC());
    }

    /** A server that is away is a state to be shown; one that refuses the password is none. */
    private void requireRedisAccess() {
        try {
            redis().ping();
        } catch (JedisException e) {
            if (!Culprit.of(e).equals("redis.host")) {
                throw Settings.problem(Culprit.of(e), "cannot be used: " + Explanation.of(e));
            }
        }
    }

    /**
     * Refuses when the namespace belongs to another migration: what is there is not this one's.
     *
     * @throws routes.config.ConfigurationException naming the setting
     */
    void requireNamespace() {
        DatabaseCheck.requireAccess(settings);
        ownership.require();
    }

    private Optional<String> stranger() {
        try {
            return ownership.problem();
        } catch (DataAccessException e) {
            return Optional.empty(); // whoever counts the ledger says so
        }
    }

    /**
     * Refuses when a ledger is absent, or not this migration's.
     *
     * @throws routes.config.ConfigurationException naming the setting
     */
    void requireLedger() {
        for (Migration each : migrations) {
            if (!new LedgerTable(connections.database(), each).exists()) {
                throw Settings.problem("temp.table.for.update", "names no ledger: there is no table " + each.ledger());
            }
        }
    }

    /**
     * The same, and when one does not suit its table any more.
     *
     * @throws routes.config.ConfigurationException naming the setting, and the statement that puts it right
     */
    void requireUsableLedger() {
        requireLedger();
        List<String> problems = columns().all().stream()
                .flatMap(column -> new LedgerShape(column.schema(), column.statements(), connections.database())
                        .problem().stream())
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /**
     * Refuses while a run is going on.
     *
     * @param pendingToo whether jobs that no process works on count as a run
     * @throws RefusedException saying why
     */
    void requireNoRun(boolean pendingToo) {
        List<ProcessStatus> alive = processes.alive();
        if (!alive.isEmpty()) {
            throw new RefusedException("a run is going on: "
                    + String.join(
                            ", ",
                            alive.stream()
                                    .map(process -> process.role() + " " + process.id())
                                    .toList())
                    + "; stop it first (a killed process counts as alive for "
                    + ProcessRegistry.EXPIRY.toSeconds() + " s)");
        }
        processes.strangers().ifPresent(line -> {
            throw new RefusedException("a run may be going on: " + line + "; delete them if no process runs");
        });
        long outstanding = queue.outstanding();
        if (pendingToo && outstanding > 0) {
            throw new RefusedException("a stopped run has " + outstanding
                    + " jobs in the queue: finish it, or give --abandon to forget them");
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
