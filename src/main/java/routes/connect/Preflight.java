package routes.connect;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.ledger.LedgerTable;
import routes.table.SchemaReader;
import routes.table.TableSchema;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Looks at everything that a migration needs, before anything is written, and reports all problems together. */
public final class Preflight {

    private static final Set<String> TABLE_PRIVILEGES = Set.of("SELECT", "UPDATE");
    private static final List<String> LEDGER_PRIVILEGES = List.of("SELECT", "INSERT", "UPDATE", "CREATE", "DROP");
    private static final Pattern MAXMEMORY_POLICY = Pattern.compile("maxmemory_policy:(\\S+)");

    private final Settings settings;
    private final Migration migration;
    private final Connections connections;
    private final JdbcTemplate jdbc;

    public Preflight(Settings settings, Migration migration, Connections connections) {
        this.settings = settings;
        this.migration = migration;
        this.connections = connections;
        this.jdbc = new JdbcTemplate(connections.database());
    }

    /**
     * Checks, waiting for servers that are only just starting.
     *
     * @return what the migration must know of the table
     * @throws ConfigurationException with every problem found
     */
    public TableSchema check() {
        Instant deadline = Instant.now().plus(settings.duration("preflight.timeout"));
        List<String> problems = new ArrayList<>();
        awaitServer(
                deadline, problems, "database.host", database(), () -> jdbc.queryForObject("SELECT 1", Integer.class));
        boolean databaseReachable = problems.isEmpty();
        int before = problems.size();
        awaitServer(deadline, problems, "redis.host", redis(), () -> connections
                .redis()
                .ping());
        boolean redisReachable = problems.size() == before;
        Optional<TableSchema> schema = Optional.empty();
        if (databaseReachable) {
            schema = schema(problems);
            problems.addAll(guarded("db.user", this::privileges));
            problems.addAll(guarded("temp.table.for.update", this::ledger));
            problems.addAll(guarded("database.host", this::binaryLog));
        }
        if (redisReachable) {
            problems.addAll(guarded("redis.host", this::evictionPolicy));
        }
        problems.addAll(bucket(deadline, "source.s3.bucket", migration.sourceBucket()));
        if (!migration.targetBucket().equals(migration.sourceBucket())) {
            problems.addAll(bucket(deadline, "target.s3.bucket", migration.targetBucket()));
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return schema.orElseThrow();
    }

    private String database() {
        return settings.text("database.host") + ":" + settings.text("database.port");
    }

    private String redis() {
        return settings.text("redis.host") + ":" + settings.text("redis.port");
    }

    /** A server that cannot be reached may still be starting; one that answers with an error is not waited for. */
    private static void awaitServer(
            Instant deadline, List<String> problems, String key, String where, Runnable question) {
        while (true) {
            try {
                question.run();
                return;
            } catch (DataAccessException | JedisException e) {
                if (!isUnreachable(e) || !pause(deadline)) {
                    problems.add(Settings.line(culprit(key, e), "cannot be used: " + where + ": " + reason(e)));
                    return;
                }
            }
        }
    }

    private static boolean isUnreachable(RuntimeException e) {
        if (e instanceof CannotGetJdbcConnectionException || e instanceof DataAccessResourceFailureException) {
            return !isUserRefused(e) && !isDatabaseRefused(e);
        }
        return e instanceof JedisConnectionException;
    }

    private static String culprit(String key, RuntimeException e) {
        return isUserRefused(e) ? "db.user" : isDatabaseRefused(e) ? "database.name" : key;
    }

    private static boolean isUserRefused(RuntimeException e) {
        return sqlState(e).startsWith("28");
    }

    private static boolean isDatabaseRefused(RuntimeException e) {
        return sqlState(e).startsWith("42");
    }

    private static String sqlState(RuntimeException e) {
        return rootOf(e) instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
    }

    private Optional<TableSchema> schema(List<String> problems) {
        try {
            return Optional.of(new SchemaReader(connections.database(), migration).read());
        } catch (ConfigurationException e) {
            problems.addAll(e.problems());
        } catch (DataAccessException e) {
            problems.add(Settings.line("database.name", "cannot be read: " + reason(e)));
        }
        return Optional.empty();
    }

    private static List<String> guarded(String key, Supplier<List<String>> check) {
        try {
            return check.get();
        } catch (DataAccessException | JedisException e) {
            return List.of(Settings.line(key, "cannot be checked: " + reason(e)));
        }
    }

    private List<String> privileges() {
        Set<String> onTable = granted(migration.table());
        Set<String> onLedger = granted(migration.ledger());
        List<String> missing = new ArrayList<>();
        TABLE_PRIVILEGES.stream()
                .sorted()
                .filter(privilege -> !onTable.contains(privilege))
                .forEach(privilege -> missing.add(privilege + " on " + migration.table()));
        LEDGER_PRIVILEGES.stream()
                .filter(privilege -> !onLedger.contains(privilege))
                .forEach(privilege -> missing.add(privilege + " on " + migration.ledger()));
        return missing.isEmpty()
                ? List.of()
                : List.of(Settings.line("db.user", "lacks privileges: " + String.join(", ", missing)));
    }

    /** The privileges on a table of the migration's database: global, of the schema, of the table, and by role. */
    private Set<String> granted(String table) {
        Set<String> grantees = new HashSet<>();
        String user = jdbc.queryForObject("SELECT CURRENT_USER()", String.class);
        int at = user.lastIndexOf('@');
        grantees.add("'" + user.substring(0, at) + "'@'" + user.substring(at + 1) + "'");
        jdbc.queryForList(
                        "SELECT role_name FROM information_schema.enabled_roles WHERE role_name IS NOT NULL",
                        String.class)
                .forEach(role -> {
                    grantees.add(role);
                    grantees.add("'" + role + "'@''");
                });
        Set<String> granted = new HashSet<>();
        for (String grantee : grantees) {
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.user_privileges WHERE grantee = ?",
                    String.class,
                    grantee));
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.schema_privileges"
                            + " WHERE grantee = ? AND ? LIKE table_schema",
                    String.class,
                    grantee,
                    migration.database()));
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.table_privileges"
                            + " WHERE grantee = ? AND table_schema = ? AND table_name = ?",
                    String.class,
                    grantee,
                    migration.database(),
                    table));
        }
        if (table.equals(migration.table())) {
            granted.addAll(jdbc.queryForList(
                    "SELECT privilege_type FROM information_schema.column_privileges"
                            + " WHERE table_schema = ? AND table_name = ? AND column_name = ? AND privilege_type = 'UPDATE'",
                    String.class,
                    migration.database(),
                    table,
                    migration.column()));
        }
        return granted;
    }

    private List<String> ledger() {
        return switch (new LedgerTable(connections.database(), migration).kind()) {
            case ABSENT, OURS -> List.of();
            case NO_LEDGER ->
                List.of(Settings.line(
                        "temp.table.for.update",
                        "names a table that is not a ledger of this program: " + migration.ledger()));
            case ANOTHERS ->
                List.of(Settings.line(
                        "temp.table.for.update",
                        "names the ledger of a migration with other settings: " + migration.ledger()
                                + "; finish that one, or name another table"));
        };
    }

    /** Statement-based logging forbids the isolation level that keeps locks off the application's inserts. */
    private List<String> binaryLog() {
        Map<String, Object> log = jdbc.queryForMap("SELECT @@log_bin AS enabled, @@binlog_format AS format");
        boolean statements = String.valueOf(log.get("enabled")).matches("1|true")
                && "STATEMENT".equals(String.valueOf(log.get("format")));
        return statements
                ? List.of(Settings.line(
                        "database.host", "has binlog_format STATEMENT, which must be MIXED or ROW: " + database()))
                : List.of();
    }

    private List<String> evictionPolicy() {
        Matcher policy = MAXMEMORY_POLICY.matcher(connections.redis().info("memory"));
        if (policy.find() && !"noeviction".equals(policy.group(1))) {
            return List.of(Settings.line(
                    "redis.host",
                    "has maxmemory-policy " + policy.group(1) + ", which must be noeviction: " + redis()
                            + " would drop jobs"));
        }
        return List.of();
    }

    private List<String> bucket(Instant deadline, String key, String bucket) {
        while (true) {
            try {
                connections.s3().headBucket(request -> request.bucket(bucket));
                return List.of();
            } catch (S3Exception e) {
                return List.of(Settings.line(
                        key,
                        switch (e.statusCode()) {
                            case 404 -> "names no bucket that exists: " + bucket;
                            case 403 -> "names a bucket that these credentials may not use: " + bucket;
                            case 301, 400 ->
                                "names a bucket that does not answer in " + settings.text("aws.region")
                                        + " (AWS_REGION): " + bucket;
                            default -> "cannot be checked: " + bucket + ": status " + e.statusCode();
                        }));
            } catch (SdkClientException e) {
                if (!e.getMessage().startsWith("Unable to execute HTTP request") || !pause(deadline)) {
                    return List.of(Settings.line(key, "cannot be reached: " + bucket + ": " + reason(e)));
                }
            } catch (SdkException e) {
                return List.of(Settings.line(key, "cannot be checked: " + bucket + ": " + reason(e)));
            }
        }
    }

    private static boolean pause(Instant deadline) {
        if (Instant.now().isAfter(deadline)) {
            return false;
        }
        try {
            java.util.concurrent.TimeUnit.MILLISECONDS.sleep(
                    Duration.ofMillis(500).toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String reason(Throwable e) {
        String message = rootOf(e).getMessage();
        return message == null
                ? rootOf(e).getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
