package routes.connect;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.vertx.core.net.HostAndPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.mariadb.jdbc.export.SslMode;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import routes.config.Settings;
import routes.config.UrlParts;

/** The pool of connections to MariaDB. Making it connects to nothing yet. */
final class Database {

    private static final String AUTHORITY = "database.ssl.ca";

    /** What names Java's trust store in the place of a file. */
    private static final String TRUST_STORE = "system";

    /** Connections beside the jobs and the rewrites: scan, sweep, counts, page. */
    private static final int SPARE_CONNECTIONS = 4;

    /** What a statement may take beyond its time before its connection is given up: the server ends it, and does not go on with it for nobody. */
    private static final Duration SERVER_ENDS_FIRST = Duration.ofSeconds(5);

    /**
     * All that the statements depend on, whatever the server's defaults and its init_connect say. A new path that does not fit is refused, never
     * cut; keys that are no dates of the calendar are copied as they are; times do not depend on the server's zone; no statement
     * is refused for the rows that it may read, or answers with fewer of them than there are. No collation of the connection takes
     * two keys for one.
     */
    private static final String SESSION = "SET SESSION"
            + " sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES',"
            + " character_set_client = utf8mb4, character_set_results = utf8mb4, collation_connection = utf8mb4_nopad_bin,"
            + " autocommit = 1, completion_type = 0, time_zone = '+00:00',"
            + " sql_safe_updates = 0, max_join_size = 18446744073709551615, sql_big_selects = 1,"
            + " sql_select_limit = 18446744073709551615, sql_auto_is_null = 0,"
            + " foreign_key_checks = 1, unique_checks = 1, check_constraint_checks = 1,"
            + " system_versioning_asof = DEFAULT, innodb_lock_wait_timeout = 10";
    /** What a server may take to say how it is. */
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(3);

    private Database() {}

    /**
     * Makes the pool.
     *
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    static HikariDataSource pool(Settings settings) {
        HikariConfig config = server(settings, primary(settings), settings.required("database.name"));
        config.setPoolName("database");
        config.addDataSourceProperty("useServerPrepStmts", "true");
        Duration timeout = settings.duration("database.timeout");
        config.addDataSourceProperty(
                "socketTimeout", Long.toString(timeout.plus(SERVER_ENDS_FIRST).toMillis()));
        config.setMaximumPoolSize(settings.integer("consumer.jobs", 1, 1000)
                + settings.integer("apply.threads", 1, 100)
                + SPARE_CONNECTIONS);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        // the application's inserts beside a range that is applied must not wait for locks on the gaps between rows
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.addDataSourceProperty("initSql", "SET SESSION TRANSACTION READ WRITE");
        config.setConnectionInitSql(SESSION + ", max_statement_time = " + timeout.toMillis() / 1000.0);
        return new HikariDataSource(config);
    }

    /**
     * Connections without a pool, each of which is made, or refused, when it is asked for.
     *
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    static DataSource once(Settings settings) {
        HikariConfig config = server(settings, primary(settings), settings.required("database.name"));
        Properties properties = new Properties();
        properties.putAll(config.getDataSourceProperties());
        properties.setProperty("user", config.getUsername());
        properties.setProperty("password", config.getPassword());
        return new DriverManagerDataSource(config.getJdbcUrl(), properties);
    }

    /**
     * One connection to ask a server of the database how it is, which gives up soon.
     *
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    static HikariDataSource watch(Settings settings, HostAndPort address) {
        HikariConfig config = server(settings, address, "");
        config.setPoolName("watch-" + address);
        config.addDataSourceProperty("socketTimeout", Long.toString(WATCH_PATIENCE.toMillis()));
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WATCH_PATIENCE.toMillis());
        config.setValidationTimeout(WATCH_PATIENCE.toMillis());
        return new HikariDataSource(config);
    }

    /** Where the table is. */
    static HostAndPort primary(Settings settings) {
        return HostAndPort.create(
                UrlParts.host("database.host", settings.required("database.host")),
                settings.integer("database.port", 1, 65535));
    }

    private static HikariConfig server(Settings settings, HostAndPort address, String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:mariadb://%s:%d/%s".formatted(address.host(), address.port(), database));
        config.setUsername(settings.required("db.user"));
        config.setPassword(settings.text("db.password"));
        settings.optional(AUTHORITY)
                .ifPresentOrElse(
                        authority -> encrypt(config, authority),
                        () -> config.addDataSourceProperty("sslMode", SslMode.DISABLE.getValue()));
        config.addDataSourceProperty("connectTimeout", Long.toString(Connections.CONNECT_TIMEOUT.toMillis()));
        config.setInitializationFailTimeout(-1);
        return config;
    }

    private static void encrypt(HikariConfig config, String authority) {
        config.addDataSourceProperty("sslMode", SslMode.VERIFY_FULL.getValue());
        if (authority.equals(TRUST_STORE)) {
            return;
        }
        Path path = Path.of(authority);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw Settings.problem(AUTHORITY, "names no file that can be read, nor is it \"system\": " + authority);
        }
        config.addDataSourceProperty("serverSslCert", path.toUri().toString());
    }
}
