package routes.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command: runs what is asked for, prints a table for each, and writes all of it as JSON. */
@Command(
        name = "benchmarks/run",
        description = "Measures the packaged program on servers that it starts itself.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Benchmarks implements Callable<Integer> {

    /** What can be measured. */
    enum Scenario {
        whole,
        latency,
        scaleout,
        stages,
        startup,
        peers,
        pace,
        cutover,
        guest,
        watched,
        memory,
        jmh
    }

    @Parameters(
            arity = "0..*",
            paramLabel = "SCENARIO",
            description = "${COMPLETION-CANDIDATES}; default: all but memory, which takes half an hour, and jmh.")
    private List<Scenario> scenarios = List.of();

    @Option(names = "--rows", defaultValue = "1000000", description = "Rows of the whole job (${DEFAULT-VALUE}).")
    private long rows;

    @Option(
            names = "--concurrency",
            defaultValue = "256",
            description = "Copies in flight, of the whole job and of the loop (${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--repeat",
            defaultValue = "3",
            description =
                    "Times that the whole job and the loop, or the watched job and its like, are run in turn (${DEFAULT-VALUE}).")
    private int repeat;

    @Option(
            names = "--delays",
            split = ",",
            defaultValue = "20,50,150",
            description = "Milliseconds that a copy takes, for latency (${DEFAULT-VALUE}).")
    private List<Long> delays;

    @Option(
            names = "--in-flight",
            split = ",",
            defaultValue = "64,256,1024",
            description = "Copies in flight, for latency (${DEFAULT-VALUE}).")
    private List<Integer> inFlight;

    @Option(
            names = "--stage-rows",
            split = ",",
            defaultValue = "1000000,5000000,10000000",
            description = "Sizes of the table for the stages (${DEFAULT-VALUE}).")
    private List<Long> stageRows;

    @Option(
            names = "--sparse-rows",
            defaultValue = "10000000",
            description = "Rows of which one in 10,000 matches, for guest (${DEFAULT-VALUE}).")
    private long sparseRows;

    @Option(
            names = "--memory-rows",
            defaultValue = "10000000",
            description = "Rows for the memory scenario (${DEFAULT-VALUE}).")
    private long memoryRows;

    @Option(
            names = "--watched-rows",
            defaultValue = "50000",
            description = "Rows of the job that is watched (${DEFAULT-VALUE}).")
    private long watchedRows;

    @Option(
            names = "--peer-objects",
            defaultValue = "20000",
            description = "Objects that the peers copy (${DEFAULT-VALUE}).")
    private int peerObjects;

    @Option(names = "--java", description = "Java that runs the program and the loop; default: the one that runs this.")
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "Option for that Java, such as -Xmx256m; may be repeated.")
    private List<String> javaOptions = List.of();

    @Option(
            names = "--aot",
            description =
                    "Make an ahead-of-time cache first and run the program with it, as its image does; needs Java 25.")
    private boolean aot;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Setting of the program, such as copy.concurrency=64; may be repeated.")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--json",
            defaultValue = "target/benchmarks/results.json",
            description = "Where the results go (${DEFAULT-VALUE}).")
    private Path json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Set<Scenario> asked = scenarios.isEmpty()
                ? EnumSet.complementOf(EnumSet.of(Scenario.memory, Scenario.jmh))
                : new LinkedHashSet<>(scenarios);
        Path jar = Path.of("target", "s3-migration-routes.jar").toAbsolutePath();
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("at", Instant.now().toString());
        Map<String, Object> machine = Machine.facts(java, javaOptions);
        results.put("machine", machine);
        Table.print("machine", List.of(machine));
        try (Lab bare = new Lab(java, jar, javaOptions)) {
            Lab lab = aot ? bare.withAheadOfTimeCache() : bare;
            for (Scenario scenario : asked) {
                List<Map<String, Object>> rowsOfTable = new ArrayList<>();
                run(scenario, lab, rowsOfTable);
                Table.print(scenario.name(), rowsOfTable);
                results.put(scenario.name(), rowsOfTable);
                write(results);
            }
        }
        return 0;
    }

    private void run(Scenario scenario, Lab lab, List<Map<String, Object>> table) throws Exception {
        switch (scenario) {
            case whole -> new WholeJob(lab, rows, concurrency, settings).run(repeat, table);
            case latency -> new Latency(lab, settings).run(delays, inFlight, table);
            case scaleout -> new ScaleOut(lab, settings).run(table);
            case stages -> new Stages(lab, settings).run(stageRows, table);
            case startup -> new Startup(lab, settings).run(table);
            case peers -> new Peers(lab, peerObjects, settings).run(table);
            case pace -> new Throttled(lab, settings).run(table);
            case cutover -> new CutOver(lab, rows, settings).run(table);
            case guest -> new Guest(lab, settings).run(sparseRows, rows, table);
            case watched -> new Watched(lab, watchedRows, settings).run(repeat, table);
            case memory -> new Memory(lab, memoryRows, settings).run(table);
            case jmh -> microbenchmarks(table);
            default -> throw new IllegalStateException(scenario.name());
        }
    }

    private void microbenchmarks(List<Map<String, Object>> table) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(HotPieces.class.getName())
                .jvm(java.toString())
                .build();
        for (RunResult result : new Runner(options).run()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("piece", result.getPrimaryResult().getLabel());
            row.put(
                    result.getPrimaryResult().getScoreUnit(),
                    result.getPrimaryResult().getScore());
            row.put("error", result.getPrimaryResult().getScoreError());
            table.add(row);
        }
    }

    private void write(Map<String, Object> results) throws IOException {
        Files.createDirectories(json.toAbsolutePath().getParent());
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), results);
    }
}
