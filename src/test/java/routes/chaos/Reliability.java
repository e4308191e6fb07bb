package routes.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Collects what became of every test with a {@link Promise}, and at the end of its class adds that to the report, the file {@code chaos.report}.
 * The figures of all parts stand beside it.
 */
public final class Reliability implements TestWatcher, AfterAllCallback {

    private static final Map<String, Line> LINES = new TreeMap<>();
    private static final Map<String, Integer> FAILED = new TreeMap<>();
    private static final Map<Chaos.Fault, Integer> FAULTS = new TreeMap<>();

    private static final class Line {
        private int runs;
        private int passed;
    }

    /** Counts the faults that a schedule met. */
    static synchronized void met(Map<Chaos.Fault, Integer> faults) {
        faults.forEach((fault, times) -> FAULTS.merge(fault, times, Integer::sum));
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        count(context, true);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        count(context, false);
    }

    private static synchronized void count(ExtensionContext context, boolean passed) {
        context.getTestMethod()
                .map(method -> method.getAnnotation(Promise.class))
                .ifPresent(promise -> {
                    Line line = LINES.computeIfAbsent(promise.value() + " | " + promise.attack(), key -> new Line());
                    line.runs++;
                    line.passed += passed ? 1 : 0;
                    if (!passed) {
                        FAILED.merge(
                                context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName(),
                                1,
                                Integer::sum);
                    }
                });
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
        String report = System.getProperty("chaos.report");
        if (report != null) {
            write(Path.of(report), context.getRequiredTestClass().getSimpleName());
        }
        LINES.clear();
        FAILED.clear();
        FAULTS.clear();
    }

    private static void write(Path report, String test) throws IOException, InterruptedException {
        Parts.Part part = new Parts.Part(
                commit(),
                Long.getLong("chaos.seed", 1),
                Integer.getInteger("chaos.schedules", 1),
                "%s faults over %s rows; %s over %s beside an application"
                        .formatted(
                                System.getProperty("chaos.faults"),
                                System.getProperty("chaos.rows"),
                                System.getProperty("chaos.living.faults"),
                                System.getProperty("chaos.living.rows")));
        List<Parts.Figure> figures = new ArrayList<>();
        LINES.forEach((name, line) ->
                figures.add(new Parts.Figure(part, test, Parts.Kind.PROMISE, name, line.runs, line.passed)));
        FAILED.forEach((name, times) -> figures.add(new Parts.Figure(part, test, Parts.Kind.FAILED, name, times, 0)));
        FAULTS.forEach((fault, times) ->
                figures.add(new Parts.Figure(part, test, Parts.Kind.FAULT, fault.name(), times, times)));
        Path data = report.resolveSibling(report.getFileName().toString().replaceFirst("\\.md$", "") + ".tsv");
        Files.createDirectories(report.toAbsolutePath().getParent());
        // the other process of the tests adds its figures, too
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.getChannel().lock();
            byte[] before = new byte[(int) file.length()];
            file.readFully(before);
            Parts parts = Parts.read(
                            new String(before, StandardCharsets.UTF_8).lines().toList())
                    .with(part, figures);
            file.setLength(0);
            file.write((String.join("\n", parts.lines()) + "\n").getBytes(StandardCharsets.UTF_8));
            Files.write(report, report(parts));
        }
    }

    /** The last commit that changed the program or its tests; with a plus when there are changes since. */
    private static String commit() throws IOException, InterruptedException {
        List<String> where = List.of("--", "src", "pom.xml");
        Optional<String> commit = git(List.of("log", "-1", "--format=%h"), where);
        Optional<String> changes = git(List.of("status", "--porcelain"), where);
        return commit.filter(hash -> !hash.isEmpty()).orElse("unknown")
                + (changes.filter(String::isEmpty).isPresent() ? "" : "+");
    }

    private static Optional<String> git(List<String> words, List<String> where)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(words);
        command.addAll(where);
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // there is no git
        }
    }

    private static List<String> report(Parts parts) {
        List<String> report = new ArrayList<>(List.of(
                "# Reliability",
                "",
                "Written by `mvn -Pchaos verify` (`-Dchaos.schedules=N`, `-Dchaos.seed=S`), in parts: those of the last commit that changed the"
                        + " program or its tests",
                "are added up, others dropped; not to be edited by hand. The program runs in JVMs of its own, one producer and two consumers,"
                        + " against real MariaDB",
                "and Redis servers and an S3-protocol server; everything is checked from outside, row by row and object by object.",
                ""));
        report.addAll(parts.report());
        return report;
    }
}
