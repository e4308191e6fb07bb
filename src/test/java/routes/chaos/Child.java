package routes.chaos;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import routes.config.Settings;

/** The program in a JVM of its own, which ends, at the latest, with this one. */
final class Child {

    /** The command that makes an archive of the classes for those who come after it. */
    static final String ARCHIVING = "run";

    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "children-exit"));
    }

    private final Process process;
    private final Path log;
    private volatile boolean told;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a command of the program.
     *
     * @param command its words
     * @param settings by property key
     * @param options of the JVM, beside the usual ones
     */
    static Child start(String command, Map<String, String> settings, Path log, List<String> options) {
        Map<String, String> environment = new HashMap<>(settings);
        try {
            String classPath = ChildClassPath.of(environment);
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx192m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xlog:disable"));
            if (Files.exists(ChildClassPath.archive(classPath))) {
                line.add("-XX:SharedArchiveFile=" + ChildClassPath.archive(classPath));
            } else if (command.equals(ARCHIVING)) {
                line.add("-XX:ArchiveClassesAtExit=" + ChildClassPath.archive(classPath));
            }
            line.addAll(options);
            line.addAll(List.of("-cp", classPath, "routes.Application"));
            line.addAll(List.of(command.split(" ")));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            environment.forEach((key, value) -> builder.environment().put(Settings.variable(key), value));
            Process process = builder.start();
            ALIVE.add(process);
            process.onExit().thenAccept(ALIVE::remove);
            return new Child(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    /** Whether the process ended, or is to end, because of a signal of this test. */
    boolean wasTold() {
        return told;
    }

    /** SIGKILL. */
    void kill() {
        told = true;
        process.destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        told = true;
        process.destroy();
    }

    /** SIGSTOP: the process is silent, and believes to be at work. */
    void freeze() {
        signal("STOP");
    }

    /** SIGCONT. */
    void thaw() {
        signal("CONT");
    }

    /** Takes all of its memory away, for good. */
    void exhaustMemory(Path folder) throws IOException {
        told = true;
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            try {
                machine.loadAgent(MemoryHog.agent(folder).toString());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException e) {
            throw new IOException(e);
        }
    }

    /** Whether it ends in time. */
    boolean awaitEnd(Duration time) throws InterruptedException {
        return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder(List.of("kill", "-" + name, Long.toString(process.pid())))
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
