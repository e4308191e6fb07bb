package routes;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import routes.config.Migration;
import routes.config.Role;
import routes.config.Settings;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.queue.Job;
import routes.queue.JobCodec;
import routes.queue.JobQueue;
import routes.run.MigrationProcess;
import routes.table.SchemaReader;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.testing.Servers;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A table, a pair of buckets and a Redis namespace of their own, and a migration from one to the other. */
public final class MigrationFixture {

    static final String TABLE = "ImageDataTable";
    static final String COLUMN = "ImagePath";
    static final String LEDGER = "moved";

    private final Servers.Database database;
    private final Servers.Buckets buckets = Servers.createBuckets();
    private final Map<String, String> changes = new HashMap<>();

    public MigrationFixture() {
        this(Servers.createDatabase());
    }

    /** A migration in a database of another server. */
    public MigrationFixture(Servers.Database database) {
        this.database = database;
    }

    /** Creates the table as the older solution's emulation does. */
    public MigrationFixture withTable() throws SQLException {
        return withTable("CREATE TABLE ImageDataTable (ID bigint AUTO_INCREMENT PRIMARY KEY, ImagePath varchar(1024))"
                + " CHARACTER SET utf8mb4");
    }

    public MigrationFixture withTable(String statement) throws SQLException {
        execute(statement);
        return this;
    }

    public MigrationFixture with(String key, String value) {
        changes.put(key, value);
        return this;
    }

    public Servers.Database database() {
        return database;
    }

    public Servers.Buckets buckets() {
        return buckets;
    }

    Settings settings() {
        Map<String, String> settings = new LinkedHashMap<>(Servers.settings(database, buckets));
        settings.put("database.table.to.update", TABLE);
        settings.put("table.column.name.to.update", COLUMN);
        settings.put("temp.table.for.update", LEDGER);
        settings.put("legacy.s3.object.prefix", "image");
        settings.put("target.object.prefix", "avatar/");
        settings.put("redis.namespace", database.name());
        settings.put("preflight.timeout", "1ms");
        settings.put("report.uri", "file:target/reports");
        // what is looked at every second is looked at more often, for the tests' sake
        settings.put("endpoint.control", "timer:process-control?period=500&delay=0&fixedRate=false");
        settings.put("endpoint.completion", "timer:finalizer-completion?period=100&delay=0&fixedRate=false");
        settings.put("endpoint.later", "timer:consumer-release?period=100&fixedRate=false");
        settings.put("apply.batch.interval", "100");
        settings.putAll(changes);
        return Settings.load(key -> null, key -> null).with(settings);
    }

    /** Runs producer and consumer in this JVM until the migration is complete. */
    public int run() throws Exception {
        return run(Role.RUN);
    }

    /** Runs a process of the migration in this JVM until it ends. */
    public int run(Role role) throws Exception {
        return new MigrationProcess(role, settings()).run();
    }

    /** Starts a process of the migration in this JVM. */
    public CompletableFuture<Integer> start(Role role) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run(role);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                runnable -> new Thread(runnable, "migration").start());
    }

    public TableSchema schema() {
        Settings settings = settings();
        return new SchemaReader(database.dataSource(), Migration.of(settings)).read();
    }

    /** The only column. */
    public Columns columns() {
        return Columns.of(new Column(schema(), statements(), database.dataSource()));
    }

    public Sql statements() {
        return Sql.of(schema(), settings());
    }

    JobQueue queue(redis.clients.jedis.UnifiedJedis redis) {
        return new JobQueue(redis, new JobCodec(), database.name(), 1_000_000);
    }

    /** Inserts rows with these paths; the first gets ID 1. */
    public MigrationFixture rows(String... paths) throws SQLException {
        try (Connection connection = database.adminDataSource().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO ImageDataTable (ImagePath) VALUES (?)")) {
            for (String path : paths) {
                insert.setString(1, path);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return this;
    }

    /** Puts an object into the source bucket whose content is its key. */
    public MigrationFixture objects(String... keys) {
        for (String key : keys) {
            s3().putObject(request -> request.bucket(buckets.source()).key(key), RequestBody.fromString(key));
        }
        return this;
    }

    /** Inserts rows and puts their objects. */
    public MigrationFixture rowsWithObjects(String... paths) throws SQLException {
        return rows(paths).objects(paths);
    }

    /** The paths of the table, in the order of its primary key: whole rows are read along it. */
    public List<String> paths() throws SQLException {
        return values("SELECT * FROM ImageDataTable", COLUMN);
    }

    /** {@code STATE} or {@code STATE REASON} of each ledger row, in key order. */
    public List<String> ledger() throws SQLException {
        return column("SELECT CONCAT_WS(' ', state, reason) FROM " + LEDGER + " ORDER BY row_key");
    }

    /** The first column of a query's rows. */
    public List<String> column(String query) throws SQLException {
        return values(query, null);
    }

    private List<String> values(String query, String label) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = database.adminDataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(label == null ? rows.getString(1) : rows.getString(label));
            }
        }
        return values;
    }

    public void execute(String statement) throws SQLException {
        try (Connection connection = database.adminDataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    Set<String> sourceKeys() {
        return keys(buckets.source());
    }

    public Set<String> targetKeys() {
        return keys(buckets.target());
    }

    public String targetContent(String key) {
        return s3().getObjectAsBytes(request -> request.bucket(buckets.target()).key(key))
                .asString(StandardCharsets.UTF_8);
    }

    public static S3Client s3() {
        return Servers.s3Client();
    }

    /** All rows of jobs, in order. */
    static List<String> keysOf(List<Job> jobs) {
        return jobs.stream()
                .flatMap(job -> job.rows().stream())
                .map(row -> row.key())
                .toList();
    }

    private static Set<String> keys(String bucket) {
        Set<String> keys = new TreeSet<>();
        s3().listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .forEach(keys::add);
        return keys;
    }
}
