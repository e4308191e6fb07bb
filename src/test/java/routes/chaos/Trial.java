package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import redis.clients.jedis.Jedis;
import routes.embedded.SampleData;
import routes.embedded.SampleObject;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One migration of a sample by processes of its own, started again whenever they end, as a container service does. */
final class Trial implements AutoCloseable {

    static final String PRODUCER = "producer";
    static final String CLUSTER = "cluster";
    static final String CONSUMER_SERVICE = "consumers";
    static final String PRODUCER_SERVICE = "producers";

    static final String LEDGER = "ledger";
    private static final String ACCESS_DENIED = "ACCESS_DENIED";
    private static final String APPLY_REJECTED = "APPLY_REJECTED";
    private static final String COPY_FAILED = "COPY_FAILED";
    private static final String COPY_REJECTED = "COPY_REJECTED";
    /** Rows that are spoilt, each in another way. */
    private static final int SPOILT = 6;

    private static final Duration LONGEST_RUN = Duration.ofMinutes(8);
    private static final Duration LONGEST_ORDER = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** What stopping may take beyond the grace period: connections that time out. */
    private static final Duration STOP_MARGIN = Duration.ofSeconds(30);

    final Arena arena;
    final SampleData sample;
    final Watcher watcher;
    final Map<String, String> settings;
    final DataSource database;

    private final String name;
    private final String source;
    private final String target;
    private final Map<String, String> sourceBefore;
    private final TrialForms forms;
    private final List<TrialColumn> more;
    private final Map<String, Child> slots = new ConcurrentHashMap<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final long begun = System.nanoTime();
    private volatile boolean over;
    private volatile boolean held;
    private List<String> options = List.of();

    /**
     * @param missing rows whose object does not exist
     */
    Trial(Arena arena, int rows, long seed, int missing) throws Exception {
        this(arena, rows, seed, missing, false);
    }

    /**
     * @param missing rows whose object does not exist
     * @param mixed whether there are two more columns, and the rows write their paths in several forms
     */
    Trial(Arena arena, int rows, long seed, int missing, boolean mixed) throws Exception {
        this.arena = arena;
        this.sample = new SampleData(rows, seed, missing);
        this.name = "trial_" + Arena.next();
        this.source = name.replace('_', '-') + "-source";
        this.target = name.replace('_', '-') + "-target";
        this.forms = new TrialForms(mixed, source, target);
        this.more = mixed ? TrialColumn.twoMore() : List.of();
        arena.heal();
        arena.toS3.forget();
        arena.createDatabase(name);
        this.database = arena.admin(name);
        try (Connection connection = database.getConnection()) {
            sample.createTable(connection);
            sample.insertRows(connection);
        }
        if (mixed) {
            write();
        }
        for (TrialColumn column : more) {
            column.fill(this);
        }
        note("table filled");
        arena.s3.createBucket(source);
        arena.s3.createBucket(target);
        sample.storeObjects(arena.s3, source, target);
        arena.ecs.reset();
        arena.ecs.addService(CLUSTER, CONSUMER_SERVICE, 2);
        arena.ecs.addService(CLUSTER, PRODUCER_SERVICE, 1);
        this.sourceBefore = new ConcurrentHashMap<>(objects(source));
        this.settings = settings();
        note("objects stored");
        this.watcher = new Watcher(database, arena.toS3, target, objects(target).keySet());
    }

    private void write() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE " + SampleData.TABLE + " SET "
                        + SampleData.PATH_COLUMN + " = ? WHERE " + SampleData.KEY_COLUMN + " = ?")) {
            for (SampleData.Row row : sample.all().toList()) {
                update.setString(1, forms.text(row.id(), row.path()));
                update.setLong(2, row.id());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    private Map<String, String> settings() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("database.host", "127.0.0.1");
        values.put("database.port", Integer.toString(arena.toMariaDb.port()));
        values.put("database.name", name);
        values.put("db.user", arena.mariaDb.user());
        values.put("db.password", arena.mariaDb.password());
        if (more.isEmpty()) {
            values.put("database.table.to.update", SampleData.TABLE);
            values.put("table.column.name.to.update", SampleData.PATH_COLUMN);
        } else {
            values.put(
                    "migration.tables",
                    SampleData.TABLE + "." + SampleData.PATH_COLUMN + ", "
                            + more.stream().map(TrialColumn::name).collect(Collectors.joining(", ")));
        }
        values.put("temp.table.for.update", LEDGER);
        values.put("path.forms", forms.setting());
        values.put("redis.host", "127.0.0.1");
        values.put("redis.port", Integer.toString(arena.toRedis.port()));
        values.put("redis.namespace", name);
        values.put("source.s3.bucket", source);
        values.put("target.s3.bucket", target);
        values.put("legacy.s3.object.prefix", SampleData.SOURCE_PREFIX);
        values.put("target.object.prefix", SampleData.TARGET_PREFIX);
        values.put("aws.region", arena.s3.region());
        values.put("aws.endpoint.url.s3", arena.toS3.endpoint().toString());
        values.put("aws.endpoint.url.ecs", arena.ecs.endpoint().toString());
        values.put("aws.access.key.id", arena.s3.accessKey());
        values.put("aws.secret.access.key", arena.s3.secretKey());
        values.put("cluster.name", CLUSTER);
        values.put("consumer.service.name", CONSUMER_SERVICE);
        values.put("producer.service.name", PRODUCER_SERVICE);
        // as small as they can be, so that what goes wrong happens often and what comes back comes soon
        values.put("job.rows", "100");
        values.put("scan.page.rows", "1000");
        values.put("max.queued.jobs", "20");
        values.put("copy.concurrency", "16");
        values.put("apply.rows", "250");
        values.put("apply.sweep", "5s");
        values.put("s3.timeout", "2s");
        // longer than a schedule, so that what passes with it is recorded for no object
        values.put("copy.retry.time", Integer.getInteger("chaos.faults", 8) * 8 + "s");
        values.put("s3.max.attempts", "2");
        values.put("database.timeout", "5s");
        values.put("retry.delay", "100ms");
        values.put("retry.delay.max", "1s");
        values.put("stall.timeout", "90s");
        values.put("grace.period", GRACE.toSeconds() + "s");
        values.put(
                "endpoint.jobs",
                "redis-stream:" + name + ":jobs?group=consumers&concurrentConsumers=2&maxDeliveries=5&deadLetterStream="
                        + name
                        + ":dead&heartbeatInterval=1000&claimInterval=1000&claimMinIdle=3000&maxRedeliveryDelay=2000");
        return values;
    }

    /** What can keep a single row from being migrated, for good. */
    private enum Spoil {
        ALWAYS_503(S3Front.Trouble.SLOW_DOWN, COPY_FAILED),
        ALWAYS_500(S3Front.Trouble.SERVER_ERROR, COPY_FAILED),
        ALWAYS_ERROR_IN_200(S3Front.Trouble.ERROR_IN_200, COPY_FAILED),
        ALWAYS_EMPTY_200(S3Front.Trouble.EMPTY_200, COPY_FAILED),
        ALWAYS_RESET(S3Front.Trouble.RESET, COPY_FAILED),
        ALWAYS_PAGE_400(S3Front.Trouble.PAGE_400, COPY_REJECTED),
        ALWAYS_PAGE_403(S3Front.Trouble.PAGE_403, ACCESS_DENIED),
        ALWAYS_PAGE_404(S3Front.Trouble.PROXY_PAGE, COPY_REJECTED),
        ALWAYS_PAGE_502(S3Front.Trouble.PAGE_502, COPY_FAILED),
        ALWAYS_DENIED(S3Front.Trouble.DENIED, ACCESS_DENIED),
        ALWAYS_BAD_SIGNATURE(S3Front.Trouble.BAD_SIGNATURE, COPY_REJECTED),
        TRIGGER_REFUSES("SIGNAL SQLSTATE '42S02' SET MESSAGE_TEXT = 'on purpose'"),
        TRIGGER_CHANGES("SET NEW." + SampleData.PATH_COLUMN + " = UPPER(NEW." + SampleData.PATH_COLUMN + ")"),
        TRIGGER_PUTS_BACK("SET NEW." + SampleData.PATH_COLUMN + " = OLD." + SampleData.PATH_COLUMN);

        private final Optional<S3Front.Trouble> trouble;
        private final String statement;
        private final String reason;

        Spoil(S3Front.Trouble trouble, String reason) {
            this.trouble = Optional.of(trouble);
            this.statement = "";
            this.reason = reason;
        }

        Spoil(String statement) {
            this.trouble = Optional.empty();
            this.statement = statement;
            this.reason = APPLY_REJECTED;
        }
    }

    /**
     * Has some rows fail for reasons that lie with their objects or with the database, for good.
     *
     * @return the reasons by row key
     */
    Map<Long, String> spoil(long seed) throws SQLException {
        Map<String, Long> uses = sample.all()
                .filter(row -> SampleData.isUnderPrefix(row.path()))
                .collect(Collectors.groupingBy(SampleData.Row::path, Collectors.counting()));
        Set<Long> missing = sample.missing().map(SampleData.Row::id).collect(Collectors.toSet());
        List<SampleData.Row> rows = sample.all()
                .filter(row -> uses.getOrDefault(row.path() + "", 0L) == 1 && !missing.contains(row.id()))
                .collect(Collectors.toCollection(ArrayList::new));
        SplittableRandom random = new SplittableRandom(seed);
        List<Spoil> kinds = new ArrayList<>(List.of(Spoil.values()));
        Collections.shuffle(kinds, new Random(seed));
        Map<Long, String> failures = new TreeMap<>();
        StringBuilder trigger = new StringBuilder();
        for (Spoil kind : kinds.subList(0, SPOILT)) {
            SampleData.Row row = rows.remove(random.nextInt(rows.size()));
            kind.trouble.ifPresent(trouble -> arena.toS3.spoil(moved(row.path()), trouble));
            if (!kind.statement.isEmpty()) {
                trigger.append(" IF NEW." + SampleData.KEY_COLUMN + " = " + row.id() + " THEN " + kind.statement
                        + "; END IF;");
            }
            failures.put(row.id(), kind.reason);
            note("spoilt: row " + row.id() + " " + kind);
        }
        if (!trigger.isEmpty()) {
            execute("CREATE TRIGGER spoilt BEFORE UPDATE ON " + SampleData.TABLE + " FOR EACH ROW BEGIN" + trigger
                    + " END");
        }
        return failures;
    }

    // ---- processes

    /** Starts a producer and so many consumers. */
    void start(int consumers) {
        startSlot(PRODUCER);
        IntStream.rangeClosed(1, consumers).forEach(number -> startSlot(consumer(number)));
    }

    /**
     * Runs a tiny migration, with which an archive of the program's classes is made for all that have the same constants: where many processes
     * are to be started.
     */
    static void archiveClasses(Arena arena, Map<String, String> more) throws Exception {
        try (Trial trial = new Trial(arena, 20, 0, 0)) {
            trial.settings.putAll(more);
            Child run = Child.start(
                    Child.ARCHIVING, trial.settings, arena.directory().resolve(trial.name + "-run.log"), List.of());
            assertThat(run.awaitEnd(LONGEST_RUN)).isTrue();
            assertThat(run.exitCode()).as(run.log()).isZero();
        }
    }

    /** Has the JVMs of processes end when their memory does, as in the image; else the program itself has to see to it. */
    void crashWithoutMemory() {
        options = List.of("-XX:+CrashOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null");
    }

    static String consumer(int number) {
        return "consumer-" + number;
    }

    Child startSlot(String slot) {
        Child child = Child.start(
                slot.replaceAll("-.*", ""), settings, arena.directory().resolve(name + "-" + slot + ".log"), options);
        slots.put(slot, child);
        return child;
    }

    Child slot(String slot) {
        return slots.get(slot);
    }

    /** Starts again what has ended; true when a producer has ended with its work done. */
    boolean supervise() {
        if (held) {
            return false;
        }
        for (Map.Entry<String, Child> entry : slots.entrySet()) {
            Child child = entry.getValue();
            if (child.isAlive()) {
                continue;
            }
            if (entry.getKey().startsWith(PRODUCER) && List.of(0, 3).contains(child.exitCode())) {
                over = true;
                return true;
            }
            if (!child.wasTold()) {
                note(entry.getKey() + " ended by itself with " + child.exitCode());
            }
            startSlot(entry.getKey());
        }
        return over;
    }

    /** Waits until a producer says that the migration is over, then stops the consumers. */
    int finish() throws Exception {
        await().atMost(LONGEST_RUN).pollInterval(Duration.ofMillis(100)).until(this::supervise);
        note("the producer is done");
        int code = slots.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(PRODUCER) && !entry.getValue().isAlive())
                .map(entry -> entry.getValue().exitCode())
                .findFirst()
                .orElseThrow();
        stopConsumers();
        return code;
    }

    /** What scaling to zero does to the tasks. */
    void stopConsumers() throws InterruptedException {
        List<Child> consumers = slots.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith(PRODUCER))
                .map(Map.Entry::getValue)
                .toList();
        consumers.forEach(Child::terminate);
        for (Child consumer : consumers) {
            assertThat(consumer.awaitEnd(GRACE.plus(STOP_MARGIN)))
                    .as("ends after SIGTERM")
                    .isTrue();
        }
    }

    /** Notes what happened and when. */
    void note(String event) {
        events.add("%6.1f s  %s".formatted((System.nanoTime() - begun) / 1e9, event));
    }

    String events() {
        return String.join("\n", events);
    }

    /** The last lines that a process wrote. */
    String logs() {
        return slots.entrySet().stream()
                .map(entry -> "---- " + entry.getKey() + "\n"
                        + entry.getValue()
                                .log()
                                .lines()
                                .collect(Collectors.collectingAndThen(
                                        Collectors.toList(),
                                        lines -> String.join(
                                                "\n", lines.subList(Math.max(0, lines.size() - 60), lines.size())))))
                .collect(Collectors.joining("\n"));
    }

    /** The whole log of a process, of all its lives. */
    String log(String slot) {
        return slots.get(slot).log();
    }

    // ---- what an onlooker sees

    /** Checks that the end is that of an undisturbed run, when nobody but the migration wrote to the table. */
    void check(int exitCode) throws Exception {
        check(exitCode, Map.of());
    }

    /**
     * The same, with rows that cannot be migrated.
     *
     * @param failures reason by row key, beside the rows whose object is missing
     */
    void check(int exitCode, Map<Long, String> failures) throws Exception {
        watcher.close();
        Map<Long, String> failed = new TreeMap<>(failures);
        sample.missing().forEach(row -> failed.put(row.id(), "SOURCE_MISSING"));
        Map<Long, Optional<String>> expectedRows = new TreeMap<>();
        Map<Long, String> expectedLedger = new TreeMap<>();
        Map<String, String> expectedObjects = new TreeMap<>();
        sample.all().forEach(row -> {
            boolean moved = SampleData.isUnderPrefix(row.path()) && !failed.containsKey(row.id());
            expectedRows.put(row.id(), Optional.ofNullable(moved ? moved(row.path()) : row.path()));
            if (SampleData.isUnderPrefix(row.path())) {
                expectedLedger.put(row.id(), moved ? "APPLIED" : "FAILED " + failed.get(row.id()));
            }
            if (moved || APPLY_REJECTED.equals(failed.get(row.id()))) {
                expectedObjects.put(moved(row.path()), etag(row.path()));
            } else if (row.path() != null && row.path().startsWith(SampleData.TARGET_PREFIX)) {
                expectedObjects.put(row.path(), etag(row.path()));
            }
        });
        assertThat(differences(expectedLedger, ledger())).as("ledger").isEmpty();
        assertThat(differences(expectedRows, rows())).as("rows").isEmpty();
        assertThat(differences(expectedObjects, objects(target)))
                .as("objects of the target bucket")
                .isEmpty();
        assertThat(exitCode).as("exit code").isEqualTo(failed.isEmpty() ? 0 : 3);
        checkSurroundings();
        note("checked");
    }

    /** Checks what holds whoever else wrote to the table. */
    void checkSurroundings() throws Exception {
        watcher.close();
        assertThat(watcher.violations())
                .as("rows that pointed at a missing object")
                .isEmpty();
        assertThat(watcher.samples()).isPositive();
        assertThat(differences(sourceBefore, objects(source)))
                .as("changes of the source bucket")
                .isEmpty();
        try (Jedis jedis = new Jedis(arena.redis.host(), arena.redis.port())) {
            assertThat(jedis.xlen(name + ":jobs")).as("queue").isZero();
            assertThat(jedis.xlen(name + ":dead")).as("dead letters").isZero();
            if (jedis.exists(name + ":jobs")
                    && !jedis.xinfoGroups(name + ":jobs").isEmpty()) {
                assertThat(jedis.xpending(name + ":jobs", "consumers").getTotal())
                        .as("pending")
                        .isZero();
            }
        }
    }

    static String moved(String path) {
        return SampleData.TARGET_PREFIX + path.substring(SampleData.SOURCE_PREFIX.length());
    }

    /** The columns beside the sample's. */
    List<TrialColumn> more() {
        return more;
    }

    TrialForms forms() {
        return forms;
    }

    /** The keys that the rows mean. */
    Map<Long, Optional<String>> rows() throws SQLException {
        Map<Long, Optional<String>> rows = new TreeMap<>();
        query(
                "SELECT " + SampleData.KEY_COLUMN + ", " + SampleData.PATH_COLUMN + " FROM " + SampleData.TABLE,
                row -> rows.put(row.getLong(1), Optional.ofNullable(forms.key(row.getString(2)))));
        return rows;
    }

    /** State, and reason if there is one, by row key. */
    Map<Long, String> ledger() throws SQLException {
        Map<Long, String> states = new TreeMap<>();
        query(
                "SELECT row_key, CONCAT_WS(' ', state, reason) FROM " + LEDGER,
                row -> states.put(row.getLong(1), row.getString(2)));
        return states;
    }

    /** ETag by key. */
    Map<String, String> objects(String bucket) {
        try (S3Client client = arena.s3.client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .collect(Collectors.toMap(
                            S3Object::key, object -> object.eTag().replace("\"", "")));
        }
    }

    /** MD5 of the bytes by key, read one by one. */
    Map<String, String> contents(String bucket) {
        try (S3Client client = arena.s3.client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .collect(Collectors.toMap(
                            S3Object::key,
                            object -> etag(client.getObjectAsBytes(
                                            request -> request.bucket(bucket).key(object.key()))
                                    .asByteArray())));
        }
    }

    String target() {
        return target;
    }

    /** Puts an object into the source bucket as the application does; it is then one of those that must not change. */
    void putSource(PutObjectRequest.Builder request, String key) {
        arena.s3.put(request.bucket(source).build(), SampleObject.content(key));
        sourceBefore.put(key, etag(key));
    }

    /** Puts bytes into the source bucket as the application does. */
    void putSource(String key, byte[] content) {
        arena.s3.put(PutObjectRequest.builder().bucket(source).key(key).build(), content);
        sourceBefore.put(key, etag(content));
    }

    /** Deletes an object of the source bucket as the application does. */
    void deleteSource(String key) {
        try (S3Client client = arena.s3.client()) {
            client.deleteObject(request -> request.bucket(source).key(key));
        }
        sourceBefore.remove(key);
    }

    /** Puts bytes into the target bucket as the application does: no copy under a condition is under way then. */
    void putTarget(String key, byte[] content) {
        arena.toS3.whileNothingIsCopied(() ->
                arena.s3.put(PutObjectRequest.builder().bucket(target).key(key).build(), content));
    }

    /** Starts a command of the operator. */
    Child command(String words) {
        return Child.start(
                words,
                settings,
                arena.directory().resolve(name + "-" + words.replaceAll("[^a-z-]+", "-") + ".log"),
                List.of());
    }

    /** Gives a command of the operator's, again and again, until it is done. */
    void order(String words) throws InterruptedException {
        long until = System.nanoTime() + LONGEST_ORDER.toNanos();
        int code;
        do {
            Child order = command(words);
            while (!order.awaitEnd(Duration.ofMillis(50)) && System.nanoTime() < until) {
                supervise();
            }
            order.kill();
            order.awaitEnd(STOP_MARGIN);
            code = order.exitCode();
            note(words + ": " + code);
        } while (code != 0 && System.nanoTime() < until);
        assertThat(code).as("%s:\n%s", words, commandLog(words)).isZero();
    }

    private String commandLog(String words) {
        try {
            return Files.readString(arena.directory().resolve(name + "-" + words.replaceAll("[^a-z-]+", "-") + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all processes, as the operator does before a roll-back; none is started again until {@link #startAgain}. */
    void stopAll() throws InterruptedException {
        held = true;
        slots.values().forEach(Child::terminate);
        for (Child child : slots.values()) {
            assertThat(child.awaitEnd(GRACE.plus(STOP_MARGIN)))
                    .as("ends after SIGTERM")
                    .isTrue();
        }
    }

    /** Starts what was stopped, also a producer whose work was done. */
    void startAgain() {
        held = false;
        slots.keySet().forEach(this::startSlot);
    }

    boolean isOver() {
        return over;
    }

    String time() {
        return "%.1f s".formatted((System.nanoTime() - begun) / 1e9);
    }

    String name() {
        return name;
    }

    /** What reads a row. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    void query(String sql, RowReader reader) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long count(String condition) throws SQLException {
        long[] count = new long[1];
        query("SELECT COUNT(*) FROM " + condition, row -> count[0] = row.getLong(1));
        return count[0];
    }

    /** Rows of the table that point at the target. */
    long applied() throws SQLException {
        return count(SampleData.TABLE + " WHERE " + SampleData.PATH_COLUMN + " REGEXP '^(/|s3://" + target + "/)?"
                + SampleData.TARGET_PREFIX + "'");
    }

    /** The first few differences of two maps, readable. */
    static <K, V> List<String> differences(Map<K, V> expected, Map<K, V> actual) {
        return Stream.concat(
                        expected.entrySet().stream()
                                .filter(entry -> !entry.getValue().equals(actual.get(entry.getKey())))
                                .map(entry -> entry.getKey() + ": expected " + entry.getValue() + ", is "
                                        + actual.get(entry.getKey())),
                        actual.entrySet().stream()
                                .filter(entry -> !expected.containsKey(entry.getKey()))
                                .map(entry -> entry.getKey() + ": unexpected: " + entry.getValue()))
                .limit(10)
                .toList();
    }

    static String etag(String sourceKey) {
        return etag(SampleObject.content(sourceKey));
    }

    static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(content);
            return "%032x".formatted(new BigInteger(1, digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all processes and drops what they worked on. */
    @Override
    public void close() throws Exception {
        over = true;
        watcher.close();
        slots.values().forEach(Child::kill);
        for (Child child : slots.values()) {
            child.awaitEnd(Duration.ofSeconds(10));
        }
        arena.heal();
        execute("DROP DATABASE `" + name + "`");
        arena.emptyS3();
    }
}
