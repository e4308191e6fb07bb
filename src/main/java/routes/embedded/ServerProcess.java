package routes.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** A server program listening on one port of 127.0.0.1, which stays the same from start to start. */
final class ServerProcess {

    static final String HOST = "127.0.0.1";

    private static final Path NO_INPUT = Path.of("/dev/null");
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final long STOP_LIMIT_SECONDS = 30;
    private static final int PORTS_TO_TRY = 5;

    private final String name;
    private final Workspace workspace;
    private final Path log;
    private int port;
    private Process process;

    ServerProcess(String name, Workspace workspace) {
        this.name = name;
        this.workspace = workspace;
        this.log = workspace.directory().resolve(name + ".log");
    }

    Path log() {
        return log;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * Starts the program and waits until it answers.
     *
     * @param command the command for a port
     * @param answers whether a server that listens on the port answers
     */
    void start(IntFunction<List<String>> command, IntPredicate answers) throws IOException, InterruptedException {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        if (port != 0) {
            if (!started(port, command, answers)) {
                throw failure();
            }
            return;
        }
        for (int attempt = 1; attempt <= PORTS_TO_TRY; attempt++) {
            int candidate = freePort();
            if (started(candidate, command, answers)) {
                port = candidate;
                return;
            }
        }
        throw failure();
    }

    private boolean started(int candidate, IntFunction<List<String>> command, IntPredicate answers)
            throws IOException, InterruptedException {
        process = workspace.start(command.apply(candidate), NO_INPUT, log);
        Instant limit = Instant.now().plus(START_LIMIT);
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (answers.test(candidate)) {
                return true;
            }
            if (Instant.now().isAfter(limit)) {
                kill();
                throw failure();
            }
        }
        awaitEnd();
        return false;
    }

    /** Asks the program to end (SIGTERM), and waits for it. */
    void stop() throws IOException, InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            awaitEnd();
        }
    }

    /** Ends the program at once (SIGKILL). */
    void kill() throws IOException {
        if (process != null) {
            process.destroyForcibly();
            awaitEnd();
        }
    }

    private void awaitEnd() throws IOException {
        process.onExit().join();
        workspace.ended(process);
        process = null;
    }

    private IOException failure() throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
        List<String> tail = lines.subList(Math.max(0, lines.size() - 20), lines.size());
        return new IOException(name + " did not start; its log ends with:\n" + String.join("\n", tail));
    }

    /** The address of {@link #HOST}. */
    static InetAddress address() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    /**
     * A port nobody listens on, below the range that Linux gives to outgoing connections: there, a client's attempt to reconnect
     * while the server is down could take the server's own port.
     */
    static int freePort() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, address())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken: try another
            }
        }
        throw new UncheckedIOException(new IOException("no free port on " + HOST));
    }
}
