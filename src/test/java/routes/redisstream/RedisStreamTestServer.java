package routes.redisstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;
import redis.embedded.RedisServer;

/** A Redis on a free local port, with an append-only file that survives a kill. */
final class RedisStreamTestServer implements AutoCloseable {

    private final int port = freePort();
    private final Path folder;
    private RedisServer server;

    RedisStreamTestServer() {
        try {
            folder = Files.createTempDirectory("redis-stream");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    UnifiedJedis newClient() {
        return RedisClient.create("127.0.0.1", port);
    }

    void start() {
        server = RedisServer.builder()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + folder)
                .setting("save \"\"")
                .setting("appendonly yes")
                .setting("appendfsync always")
                .build();
        server.start();
    }

    /** kill -9. */
    void kill() {
        long pid;
        try (Jedis jedis = new Jedis("127.0.0.1", port)) {
            pid = jedis.info("server")
                    .lines()
                    .filter(line -> line.startsWith("process_id:"))
                    .mapToLong(line -> Long.parseLong(line.substring("process_id:".length())))
                    .findFirst()
                    .orElseThrow();
        }
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        server.stop();
    }

    /** What the next start would load. */
    void deleteData() {
        delete(folder.resolve("appendonlydir"));
    }

    @Override
    public void close() {
        server.stop();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
