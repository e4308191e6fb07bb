package routes.embedded;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A consumer in a process of its own, to be killed. */
final class DemoConsumer {

    private final Workspace workspace;
    private final Path settings;
    private Process process;

    /**
     * @param settings the file with the settings of the migration
     */
    DemoConsumer(Workspace workspace, Path settings) {
        this.workspace = workspace;
        this.settings = settings;
    }

    void start() throws IOException {
        Path input = Files.createFile(workspace.directory().resolve("consumer.input"));
        Path arguments = workspace.directory().resolve("consumer.arguments");
        Files.writeString(arguments, "-cp\n\"" + classPath().replace("\\", "\\\\") + "\"\n");
        process = workspace.start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "@" + arguments,
                        "-Dconfig.location=" + settings.toAbsolutePath(),
                        "-Dstatus.port=0",
                        "-Dmanagement.port=0",
                        "routes.Application",
                        "consumer"),
                input,
                log());
    }

    private Path log() {
        return workspace.directory().resolve("consumer.log");
    }

    /** Whether it was started, and nobody killed it. */
    boolean isAlive() {
        return process != null && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The last line that it wrote. */
    String lastWords() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
    }

    /** Kills it as {@code kill -9} does, and waits for its end. */
    void kill() throws IOException {
        process.destroyForcibly().onExit().join();
        workspace.ended(process);
    }

    /** Where this program's classes come from, however it was started: Maven has loaders of its own. */
    private static String classPath() {
        Set<String> places = new LinkedHashSet<>();
        for (ClassLoader loader = Thread.currentThread().getContextClassLoader();
                loader != null;
                loader = loader.getParent()) {
            if (loader instanceof URLClassLoader known) {
                for (URL place : known.getURLs()) {
                    places.add(Path.of(place.getPath()).toString());
                }
            }
        }
        places.addAll(List.of(System.getProperty("java.class.path").split(System.getProperty("path.separator"))));
        return String.join(System.getProperty("path.separator"), new ArrayList<>(places));
    }
}
