package routes.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.embedded.RedisExecProvider;

/** A Redis server that keeps an append-only file and refuses writes, rather than drop keys, when its memory is full. */
public final class EmbeddedRedis implements AutoCloseable {

    /** The version in the artifact embedded-redis. */
    public static final String VERSION = RedisExecProvider.redisVersion;

    private final Workspace workspace;
    private final ServerProcess server;
    private final Path data;
    private final Path configuration;
    private final String password;
    private final IntFunction<List<String>> more;
    private Path program;

    /** A server that asks for no password. */
    public EmbeddedRedis(Workspace workspace) {
        this(workspace, port -> List.of());
    }

    /**
     * @param more options of the server beside the usual ones, for its port
     */
    public EmbeddedRedis(Workspace workspace, IntFunction<List<String>> more) {
        this(workspace, "", more);
    }

    /**
     * @param password that of the default user; empty: none
     */
    EmbeddedRedis(Workspace workspace, String password, IntFunction<List<String>> more) {
        this.password = password;
        this.more = more;
        this.workspace = workspace;
        this.server = new ServerProcess("redis", workspace);
        this.data = workspace.directory().resolve("redis");
        this.configuration = workspace.directory().resolve("redis.conf");
    }

    public String host() {
        return ServerProcess.HOST;
    }

    public int port() {
        return server.port();
    }

    long pid() {
        return server.pid();
    }

    /** Starts the server. */
    public synchronized void start() throws IOException, InterruptedException {
        String resource = "redis-server-" + VERSION + "-" + platform();
        program = Binaries.unpack(workspace.cache(), "redis-" + VERSION, resource, "", resource::equals)
                .resolve(resource);
        Files.createDirectories(data);
        if (!password.isEmpty()) {
            // not an option, which every user of the machine would see
            Files.writeString(Workspace.createSecret(configuration), "requirepass \"" + password + "\"\n");
        }
        server.start(this::command, this::answers);
    }

    /** Stops the server; its data stay. */
    public synchronized void stop() throws IOException, InterruptedException {
        server.stop();
    }

    /** Kills the server with SIGKILL; what it acknowledged stays. */
    public synchronized void kill() throws IOException {
        server.kill();
    }

    /** Starts the server again on its port and data, after stopping it if it runs. */
    public synchronized void restart() throws IOException, InterruptedException {
        server.stop();
        server.start(this::command, this::answers);
    }

    /** Starts the server again on its port with nothing in it, after killing it if it runs. */
    public synchronized void restartEmpty() throws IOException, InterruptedException {
        close();
        Files.createDirectories(data);
        server.start(this::command, this::answers);
    }

    /** Kills the server and removes its files. */
    @Override
    public synchronized void close() throws IOException {
        server.kill();
        DirectoryTree.delete(data);
    }

    private List<String> command(int port) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (!password.isEmpty()) {
            command.add(configuration.toString());
        }
        command.addAll(List.of(
                "--bind",
                ServerProcess.HOST,
                "--port",
                Integer.toString(port),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--maxmemory-policy",
                "noeviction"));
        command.addAll(more.apply(port));
        return command;
    }

    private boolean answers(int port) {
        try (Jedis jedis = new Jedis(ServerProcess.HOST, port)) {
            if (!password.isEmpty()) {
                jedis.auth(password);
            }
            return "PONG".equals(jedis.ping());
        } catch (JedisException e) {
            return false;
        }
    }

    /** The platform as the resources of the artifact name it. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        return system + "-" + architecture;
    }
}
