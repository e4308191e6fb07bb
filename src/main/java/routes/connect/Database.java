package routes.connect;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.mariadb.jdbc.export.SslMode;
import routes.config.Settings;

/** The pool of connections to MariaDB. Making it connects to nothing yet. */
final class Database {

    private Database() {}

    /**
     * Makes the pool.
     *
     * @throws routes.config.ConfigurationException when a setting cannot be used
     */
    static HikariDataSource pool(Settings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl("jdbc:mariadb://%s:%d/%s"
                .formatted(
                        settings.required("database.host"),
                        settings.integer("database.port", 1, 65535),
                        settings.required("database.name")));
        config.setUsername(settings.required("db.user"));
        config.setPassword(settings.text("db.password"));
        SslMode mode = sslMode(settings);
        config.addDataSourceProperty("sslMode", mode.getValue());
        authority(settings, mode).ifPresent(file -> config.addDataSourceProperty("serverSslCert", file));
        config.addDataSourceProperty("useServerPrepStmts", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(Connections.CONNECT_TIMEOUT.toMillis()));
        config.addDataSourceProperty(
                "socketTimeout",
                Long.toString(settings.duration("database.timeout").toMillis()));
        config.setMaximumPoolSize(settings.integer("database.connections", 2, 1000));
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Duration.ofSeconds(10).toMillis());
        // the application's inserts beside a range that is applied must not wait for locks on the gaps between rows
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        // a new path that does not fit must be refused, never cut; times must not depend on the server's time zone
        config.setConnectionInitSql("SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'),"
                + " time_zone = '+00:00', innodb_lock_wait_timeout = 10");
        return new HikariDataSource(config);
    }

    private static SslMode sslMode(Settings settings) {
        String mode = settings.text("database.ssl.mode");
        try {
            return SslMode.from(mode);
        } catch (IllegalArgumentException e) {
            throw Settings.problem(
                    "database.ssl.mode", "must be disable, trust, verify-ca or verify-full, and is \"" + mode + "\"");
        }
    }

    /** Where Connector/J finds the CA's certificate; without one it asks Java's trust store. */
    private static Optional<String> authority(Settings settings, SslMode mode) {
        return settings.optional("database.ssl.ca").map(file -> {
            if (mode == SslMode.DISABLE || mode == SslMode.TRUST) {
                throw Settings.problem(
                        "database.ssl.ca",
                        "needs DATABASE_SSL_MODE verify-ca or verify-full: " + mode.getValue()
                                + " looks at no certificate");
            }
            Path path = Path.of(file);
            if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
                throw Settings.problem("database.ssl.ca", "names no file that can be read: " + file);
            }
            return path.toUri().toString();
        });
    }
}
