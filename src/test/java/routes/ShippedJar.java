package routes;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import routes.config.Settings;
import routes.testing.Constants;

/** The packaged jar as a user starts it: a process of its own, with settings in the environment. */
final class ShippedJar implements AutoCloseable {

    private static final Path JAR = Path.of("target", "s3-migration-routes.jar");

    private final Process process;
    private final Path output;

    private ShippedJar(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts the jar with these settings, by property key, and no others. */
    static ShippedJar start(Map<String, String> settings, String... arguments) throws IOException {
        Map<String, String> variables = new HashMap<>(settings);
        return start(program(variables), variables, arguments);
    }

    /** Starts the jar of another version, which knows these settings. */
    static ShippedJar startOf(Path jar, Map<String, String> settings, String... arguments) throws IOException {
        return start(List.of("-jar", jar.toString()), settings, arguments);
    }

    /** Starts the jar with standard output to this file, or to a pipe that nobody reads. */
    static ShippedJar startInto(String file, Map<String, String> settings, String... arguments) throws IOException {
        Map<String, String> variables = new HashMap<>(settings);
        ProcessBuilder builder = builder(program(variables), variables, arguments);
        Path output = Files.createTempFile("s3-migration-routes", ".log");
        builder.redirectError(output.toFile());
        if (file != null) {
            return new ShippedJar(builder.redirectOutput(new File(file)).start(), output);
        }
        Process process = builder.start();
        process.getInputStream().close();
        return new ShippedJar(process, output);
    }

    /** Starts a main class of the tests beside the jar. */
    static ShippedJar startBeside(Class<?> main, Map<String, String> settings, String... arguments) throws IOException {
        Map<String, String> variables = new HashMap<>(settings);
        String path = Constants.takenFrom(variables)
                        .map(folder -> folder + File.pathSeparator)
                        .orElse("")
                + Path.of("target", "test-classes")
                + File.pathSeparator
                + JAR;
        return start(List.of("-cp", path, main.getName()), variables, arguments);
    }

    private static List<String> program(Map<String, String> variables) {
        return Constants.takenFrom(variables)
                .map(folder -> List.of("-cp", folder + File.pathSeparator + JAR, "routes.Application"))
                .orElse(List.of("-jar", JAR.toString()));
    }

    private static ShippedJar start(List<String> program, Map<String, String> variables, String... arguments)
            throws IOException {
        Path output = Files.createTempFile("s3-migration-routes", ".log");
        ProcessBuilder builder = builder(program, variables, arguments);
        return new ShippedJar(
                builder.redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    private static ProcessBuilder builder(List<String> program, Map<String, String> variables, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(program);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("(DATABASE|DB|REDIS|AWS|TABLE|.*S3.*)_?.*"));
        variables.forEach((key, value) -> builder.environment().put(Settings.variable(key), value));
        return builder;
    }

    /** Waits for the process to end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            throw new AssertionError("still running: " + output());
        }
        return process.exitValue();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends a signal by its name, such as INT, which Ctrl-C sends. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /** What the process printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(output);
    }
}
