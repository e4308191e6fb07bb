package routes.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import redis.clients.jedis.Jedis;
import routes.config.Settings;
import routes.embedded.EmbeddedMariaDb;
import routes.embedded.EmbeddedRedis;
import routes.embedded.Workspace;

/** The servers that the benchmarks run against, and the processes that they measure. */
final class Lab implements AutoCloseable {

    /** Settings of MariaDB that a production server of 10 million rows would have; the rest is its default. */
    private static final List<String> DATABASE =
            List.of("SET GLOBAL innodb_buffer_pool_size = 2147483648", "SET GLOBAL innodb_log_file_size = 1073741824");

    /** To rehearse and to write the cache, on a machine that has other things to do. */
    private static final long AOT_SECONDS = 600;
    /** What the JVM of the image is given; of the heap a benchmark decides. */
    private static final Path IMAGE_OPTIONS = Path.of("deploy", "java.options");

    private final Path java;
    private final Path jar;
    private final Path logs;
    private final Workspace workspace;
    private final EmbeddedMariaDb mariaDb;
    private final EmbeddedRedis redis;
    private final DataSource admin;
    private final List<String> javaOptions;
    private final List<String> programOptions;

    Lab(Path java, Path jar, List<String> javaOptions) throws Exception {
        this.java = java;
        this.jar = jar;
        this.javaOptions = javaOptions;
        this.programOptions = List.of();
        Path directory = Files.createDirectories(jar.resolveSibling("benchmarks"));
        this.logs = Files.createDirectories(directory.resolve("logs"));
        this.workspace = Workspace.open(directory.resolve("servers"));
        this.mariaDb = new EmbeddedMariaDb(workspace, "benchmark", "benchmark");
        this.redis = new EmbeddedRedis(workspace);
        try {
            mariaDb.start();
            redis.start();
            admin = mariaDb.adminDataSource();
            for (String setting : DATABASE) {
                execute(setting);
            }
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    private Lab(Lab other, List<String> programOptions) {
        this.java = other.java;
        this.jar = other.jar;
        this.logs = other.logs;
        this.workspace = other.workspace;
        this.mariaDb = other.mariaDb;
        this.redis = other.redis;
        this.admin = other.admin;
        this.javaOptions = other.javaOptions;
        this.programOptions = programOptions;
    }

    /** The same servers, and an option more for the program, but not for the loop; not to be closed. */
    Lab withProgramOption(String option) {
        return new Lab(
                this, Stream.concat(programOptions.stream(), Stream.of(option)).toList());
    }

    /** The same servers, and no options for the program alone; not to be closed. */
    Lab plain() {
        return new Lab(this, List.of());
    }

    /** The same servers, and for the program an ahead-of-time cache, made as the build of the image does; not to be closed. */
    Lab withAheadOfTimeCache() throws IOException, InterruptedException {
        Path cache = logs.resolveSibling("program.aot");
        String option = "-XX:AOTCache=" + cache;
        if (programOptions.contains(option)) {
            return this;
        }
        List<String> ofImage = Files.readAllLines(IMAGE_OPTIONS).stream()
                .filter(line -> line.matches("-XX:.*(UnlockDiagnostic|AOT).*"))
                .toList();
        List<String> rehearsal = new ArrayList<>();
        rehearsal.add(java.toString());
        rehearsal.addAll(javaOptions);
        rehearsal.addAll(ofImage);
        rehearsal.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", jar.toString(), "routes.Rehearsal"));
        try (Child child = Child.start("rehearsal", logs, Map.of(), rehearsal)) {
            child.awaitSuccess(AOT_SECONDS);
        }
        Lab lab = this;
        for (String one : ofImage) {
            lab = lab.withProgramOption(one);
        }
        return lab.withProgramOption(option);
    }

    DataSource admin() {
        return admin;
    }

    Workspace workspace() {
        return workspace;
    }

    Path logs() {
        return logs;
    }

    Path java() {
        return java;
    }

    Jedis jedis() {
        return new Jedis(redis.host(), redis.port());
    }

    void execute(String statement) throws SQLException {
        try (Connection connection = admin.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    /** The one value of a query, as the server writes it. */
    String text(String query) throws SQLException {
        try (Connection connection = admin.getConnection();
                Statement sql = connection.createStatement();
                ResultSet result = sql.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    /** A table of so many rows, no ledger, a fresh Redis: only a restart forgets its highest use of memory. */
    void prepare(long rows) throws Exception {
        Sample.create(admin, rows);
        redis.restartEmpty();
    }

    /** CPU that the database and Redis have used so far. */
    double serversCpuSeconds() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().filter(Lab::isServer).isPresent())
                .mapToDouble(child -> Child.cpuSeconds(child.pid()))
                .sum();
    }

    /** The most memory that Redis held since the last {@link #prepare}. */
    long redisPeakBytes() {
        try (Jedis jedis = jedis()) {
            return jedis.info("memory")
                    .lines()
                    .filter(line -> line.startsWith("used_memory_peak:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Starts an endpoint that confirms copies after a delay. */
    Endpoint instantS3(long delayMillis) throws IOException, InterruptedException {
        return throttlingS3(delayMillis, "0,0,0,0");
    }

    /**
     * Starts an endpoint that refuses copies beyond a limit.
     *
     * @param limit as {@link ThrottlingS3#of} reads it
     */
    Endpoint throttlingS3(long delayMillis, String limit) throws IOException, InterruptedException {
        int port = freePort();
        Endpoint endpoint = new Endpoint(
                "http://127.0.0.1:" + port,
                Child.start(
                        "s3",
                        logs,
                        Map.of(),
                        javaCommand(
                                List.of(),
                                InstantS3.class,
                                List.of(Integer.toString(port), Long.toString(delayMillis), limit))));
        endpoint.awaitStart();
        return endpoint;
    }

    /** Starts the loop that is compared with. */
    Child copyLoop(Endpoint s3, long copies, int concurrency) throws IOException {
        return Child.start(
                "loop",
                logs,
                Map.of(),
                javaCommand(
                        javaOptions,
                        CopyLoop.class,
                        List.of(s3.url(), Long.toString(copies), Integer.toString(concurrency))));
    }

    /** Settings of the program, for the servers and the sample. */
    Map<String, String> settings(String s3Url, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Sample.settings());
        settings.put("database.host", "127.0.0.1");
        settings.put("database.port", Integer.toString(mariaDb.port()));
        settings.put("database.name", "benchmark");
        settings.put("db.user", mariaDb.user());
        settings.put("db.password", mariaDb.password());
        settings.put("redis.host", redis.host());
        settings.put("redis.port", Integer.toString(redis.port()));
        settings.put("aws.endpoint.url.s3", s3Url);
        settings.put("aws.access.key.id", "benchmark");
        settings.put("aws.secret.access.key", "benchmark");
        settings.put("report.uri", "");
        settings.put("status.port", "0");
        settings.put("management.port", "0");
        settings.putAll(more);
        return settings;
    }

    /**
     * Starts the program as a user does.
     *
     * @param role or a command, with its options
     */
    Child program(String role, Endpoint s3, Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>();
        settings(s3.url(), more).forEach((key, value) -> environment.put(Settings.variable(key), value));
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(javaOptions);
        command.addAll(programOptions);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(role.split(" ")));
        return Child.start(role.replace(" ", ""), logs, environment, command);
    }

    private List<String> javaCommand(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static boolean isServer(String command) {
        return command.endsWith("mariadbd") || command.contains("redis-server");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        try (workspace;
                redis;
                mariaDb) {
            // in this order, whatever fails
        }
    }

    /** An S3 endpoint in a process of its own. */
    record Endpoint(String url, Child process) implements AutoCloseable {

        private static final HttpClient HTTP = HttpClient.newHttpClient();

        /** Copies confirmed so far, when the first came, in milliseconds of the epoch, and copies refused. */
        long[] copies() throws IOException, InterruptedException {
            String[] answer = HTTP.send(
                            HttpRequest.newBuilder(URI.create(url + "/-/copies"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body()
                    .split(" ");
            return new long[] {Long.parseLong(answer[0]), Long.parseLong(answer[1]), Long.parseLong(answer[2])};
        }

        void awaitStart() throws IOException, InterruptedException {
            while (true) {
                try {
                    copies();
                    return;
                } catch (IOException e) {
                    if (!process.isAlive()) {
                        throw new IOException("the S3 stub did not start:\n" + process.tail(), e);
                    }
                    Thread.sleep(50);
                }
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
