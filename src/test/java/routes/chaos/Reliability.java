package routes.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Collects what became of every test with a {@link Promise}, and writes the table at the end, into the file {@code chaos.report}. */
public final class Reliability implements TestWatcher, BeforeEachCallback {

    private static final Map<String, Line> LINES = new TreeMap<>();
    private static final Map<Chaos.Fault, Integer> FAULTS = new TreeMap<>();

    private static final class Line {
        private int runs;
        private int passed;
    }

    /** Writes when the last test of all has ended. */
    private record Writer(Path file) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, report());
        }
    }

    /** Counts the faults that a schedule met. */
    static synchronized void met(Map<Chaos.Fault, Integer> faults) {
        faults.forEach((fault, times) -> FAULTS.merge(fault, times, Integer::sum));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional.ofNullable(System.getProperty("chaos.report")).ifPresent(file -> context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Reliability.class))
                .getOrComputeIfAbsent("writer", key -> new Writer(Path.of(file))));
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
                });
    }

    private static synchronized List<String> report() {
        List<String> report = new ArrayList<>(List.of(
                "# Reliability",
                "",
                "Written by `mvn -Pchaos verify` (`-Dchaos.schedules=N`, `-Dchaos.seed=S`); not to be edited by hand. The program runs in"
                        + " JVMs of its own",
                "against real MariaDB and Redis servers and an S3-protocol server; everything is checked from outside.",
                "",
                "This run: " + System.getProperty("chaos.schedules") + " random schedules of "
                        + System.getProperty("chaos.faults") + " faults over " + System.getProperty("chaos.rows")
                        + " rows, from seed " + System.getProperty("chaos.seed") + ", one producer, two consumers.",
                "",
                "| Promise | Attack | Runs | Passed |",
                "|---|---|---:|---:|"));
        LINES.forEach((name, line) -> report.add("| " + name + " | " + line.runs + " | " + line.passed + " |"));
        report.addAll(List.of(
                "",
                "Faults that the random schedules met. S3_SLOW_DOWN is a few refusals that pass by themselves; a limit that lasts is for",
                "[the pace](decisions/pace.md) and `benchmarks/run pace`.",
                "",
                "| Fault | Times |",
                "|---|---:|"));
        FAULTS.forEach((fault, times) -> report.add("| " + fault + " | " + times + " |"));
        return report;
    }
}
