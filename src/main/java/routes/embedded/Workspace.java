package routes.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A directory for one set of servers and the processes that run in it; both go when it is closed, and when this JVM dies.
 *
 * <p>However the JVM ends, {@code kill -9} included, a pipe from it to a small shell closes; the shell then kills the servers and
 * removes the directory. If even the shell is gone, the next workspace of the same parent clears what is left: a workspace whose file lock
 * is free has no owner.
 */
public final class Workspace implements AutoCloseable {

    private static final String WATCHDOG = """
            trap '' HUP INT TERM
            pids=' '
            while read -r change pid; do
                case $change in
                    +) pids="$pids$pid " ;;
                    -) pids="${pids%% "$pid" *} ${pids#* "$pid" }" ;;
                esac
            done
            for pid in $pids; do kill -9 "$pid"; done 2>/dev/null
            rm -rf "$1" || { sleep 1; rm -rf "$1"; }
            """;
    /** Of the server's files, some hold passwords. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    /** Closing any channel on a file gives up the JVM's lock on it, so the sweep must not touch the directories of this JVM. */
    private static final Set<Path> OWN = new HashSet<>();

    private final Path directory;
    private final Path cache;
    private final FileChannel lockFile;
    private final Optional<Path> setsid = onPath("setsid");
    private final Process watchdog;
    private final OutputStream watchdogInput;
    private final List<Process> processes = new ArrayList<>();
    private boolean closed;

    private Workspace(Path directory, Path cache, FileChannel lockFile) throws IOException {
        this.directory = directory;
        this.cache = cache;
        this.lockFile = lockFile;
        this.watchdog = new ProcessBuilder(
                        ownSession(List.of("/bin/sh", "-c", WATCHDOG, "embedded-watchdog", directory.toString())))
                .directory(directory.getRoot().toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.watchdogInput = watchdog.getOutputStream();
    }

    /**
     * Opens a new workspace.
     *
     * @param parent the directory that holds the workspaces; unpacked binaries are kept beside it, in {@code <parent>-cache}
     */
    public static Workspace open(Path parent) throws IOException {
        Path absolute = parent.toAbsolutePath().normalize();
        Path cache = absolute.resolveSibling(absolute.getFileName() + "-cache");
        Files.createDirectories(cache);
        Files.createDirectories(absolute);
        synchronized (OWN) {
            try (FileChannel channel = openLock(cache.resolve("lock"))) {
                channel.lock();
                sweep(absolute, cache);
                Path directory = absolute.resolve(ProcessHandle.current().pid() + "-" + SEQUENCE.incrementAndGet());
                Files.createDirectory(directory, OWNER_ONLY);
                FileChannel lockFile = openLock(directory.resolve("lock"));
                lockFile.lock();
                OWN.add(directory);
                return new Workspace(directory, cache, lockFile);
            }
        }
    }

    private static FileChannel openLock(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Creates a file that nobody else can read. */
    static Path createSecret(Path file) throws IOException {
        return Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The directory itself. */
    public Path directory() {
        return directory;
    }

    /** Where unpacked binaries stay from one start to the next. */
    Path cache() {
        return cache;
    }

    /**
     * Starts a program which ends, at the latest, with this JVM.
     *
     * @param input the file the program reads
     * @param log the file that takes the program's output
     */
    synchronized Process start(List<String> command, Path input, Path log) throws IOException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        Process process = new ProcessBuilder(ownSession(command))
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        processes.removeIf(earlier -> !earlier.isAlive());
        processes.add(process);
        tellWatchdog("+ " + process.pid());
        Files.writeString(
                directory.resolve("pids"),
                process.pid() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.APPEND);
        return process;
    }

    /** Notes that a process has ended, so that its number, which may be given to another, is never killed. */
    synchronized void ended(Process process) throws IOException {
        processes.remove(process);
        tellWatchdog("- " + process.pid());
    }

    /** Kills what still runs here and removes the directory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        try {
            DirectoryTree.delete(directory);
            lockFile.close();
            watchdogInput.close();
            watchdog.onExit().join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (OWN) {
                OWN.remove(directory);
            }
        }
    }

    /** Without a session of its own a server would take the terminal's Ctrl-C too, while the migration still winds up. */
    private List<String> ownSession(List<String> command) {
        if (setsid.isEmpty()) {
            return command;
        }
        List<String> wrapped = new ArrayList<>(command);
        wrapped.add(0, setsid.get().toString());
        return wrapped;
    }

    private void tellWatchdog(String line) throws IOException {
        watchdogInput.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        watchdogInput.flush();
    }

    private static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Path::isAbsolute)
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void sweep(Path parent, Path cache) throws IOException {
        List<Path> candidates;
        try (Stream<Path> children = Files.list(parent)) {
            candidates = children.filter(Files::isDirectory)
                    .filter(child -> !OWN.contains(child))
                    .toList();
        }
        for (Path candidate : candidates) {
            if (hasNoOwner(candidate)) {
                killRecorded(candidate, cache);
                DirectoryTree.delete(candidate);
            }
        }
    }

    private static boolean hasNoOwner(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** A number may since have been given to another process: only programs from the cache are killed. */
    private static void killRecorded(Path directory, Path cache) throws IOException {
        try (Stream<String> pids = Files.lines(directory.resolve("pids"))) {
            pids.map(Long::parseLong)
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .filter(process -> process.info()
                            .command()
                            .filter(program -> Path.of(program).startsWith(cache))
                            .isPresent())
                    .filter(ProcessHandle::destroyForcibly)
                    .forEach(process -> process.onExit().join());
        } catch (NoSuchFileException e) {
            // it never came to start a server
        }
    }
}
