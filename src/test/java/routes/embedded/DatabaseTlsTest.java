package routes.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import routes.config.ConfigurationException;
import routes.config.Settings;
import routes.connect.Connections;
import routes.testing.Servers;

/** TLS to MariaDB: whose certificate is taken, as the settings say. */
class DatabaseTlsTest {

    private static final String STORE_PASSWORD = "only-for-this-test";

    private static Workspace workspace;
    private static EmbeddedMariaDb server;
    private static Path certificate;
    private static Path anotherCertificate;

    @BeforeAll
    static void start() throws Exception {
        workspace = Servers.workspace();
        Path key = workspace.directory().resolve("server.key");
        certificate = makeCertificate("server", key);
        anotherCertificate = makeCertificate("another", workspace.directory().resolve("another.key"));
        server = new EmbeddedMariaDb(
                workspace, "sample", "app", List.of("--ssl", "--ssl-cert=" + certificate, "--ssl-key=" + key));
        server.start();
    }

    @AfterAll
    static void close() {
        workspace.close();
    }

    /** Makes a certificate for 127.0.0.1 that is its own CA, in PEM, and its key beside it. */
    private static Path makeCertificate(String name, Path key)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = workspace.directory().resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), STORE_PASSWORD.toCharArray());
        Files.writeString(
                key,
                pem(
                        "PRIVATE KEY",
                        keys.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded()));
        return Files.writeString(
                workspace.directory().resolve(name + " certificate.pem"),
                pem("CERTIFICATE", keys.getCertificate(name).getEncoded()));
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(type, Base64.getMimeEncoder().encodeToString(content), type);
    }

    private static Settings settings(String host, Object authority) {
        Map<String, String> settings = new HashMap<>();
        settings.put("database.host", host);
        settings.put("database.port", Integer.toString(server.port()));
        settings.put("database.name", server.database());
        settings.put("db.user", server.user());
        settings.put("db.password", server.password());
        settings.put("database.ssl.ca", authority.toString());
        settings.put("redis.host", "127.0.0.1");
        settings.put("aws.access.key.id", "unused");
        settings.put("aws.secret.access.key", "unused");
        return Settings.load(key -> null, key -> null).with(settings);
    }

    /** The cipher of a connection that is made as the pool makes its own; empty text without TLS. */
    private static String cipher(Settings settings) throws SQLException {
        try (Connections connections = new Connections(settings)) {
            Properties properties = new Properties();
            properties.putAll(connections.database().getDataSourceProperties());
            properties.put("user", connections.database().getUsername());
            properties.put("password", connections.database().getPassword());
            try (Connection connection =
                            DriverManager.getConnection(connections.database().getJdbcUrl(), properties);
                    Statement statement = connection.createStatement();
                    ResultSet status = statement.executeQuery("SHOW SESSION STATUS LIKE 'Ssl_cipher'")) {
                status.next();
                return status.getString(2);
            }
        }
    }

    @Test
    void should_encrypt_when_the_certificate_is_of_the_named_ca() throws Exception {
        assertThat(cipher(settings("127.0.0.1", certificate))).isNotEmpty();
    }

    @Test
    void should_not_encrypt_when_it_is_not_asked_to() throws Exception {
        assertThat(cipher(settings("127.0.0.1", ""))).isEmpty();
    }

    @Test
    void should_refuse_the_server_when_its_certificate_is_of_another_ca() {
        assertThatThrownBy(() -> cipher(settings("127.0.0.1", anotherCertificate)))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void should_refuse_the_server_when_its_certificate_is_for_another_host() {
        assertThatThrownBy(() -> cipher(settings("localhost", certificate))).isInstanceOf(SQLException.class);
    }

    @Test
    void should_take_an_unknown_certificate_when_the_server_proves_by_the_password_that_it_is_its_own()
            throws Exception {
        assertThat(cipher(settings("127.0.0.1", "system"))).isNotEmpty();
    }

    @Test
    void should_name_the_setting_when_it_names_no_file() {
        assertThatThrownBy(() -> cipher(settings("127.0.0.1", "nowhere.pem")))
                .isInstanceOfSatisfying(ConfigurationException.class, refusal -> assertThat(refusal.problems())
                        .singleElement()
                        .asString()
                        .startsWith("DATABASE_SSL_CA (database.ssl.ca) names no file"));
    }
}
