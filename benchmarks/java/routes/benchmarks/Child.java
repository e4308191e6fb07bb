package routes.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is measured: its time, its CPU, and the most memory that it ever had. Linux only: reads {@code /proc}. */
final class Child implements AutoCloseable {

    private static final double NANOS = 1e9;
    private static final double TICKS = 100; // USER_HZ, which is 100 on every Linux of today
    private static final long SAMPLE_MILLIS = 20;

    private final String name;
    private final Process process;
    private final Path output;
    private final long began = System.nanoTime();
    private final Thread sampler = new Thread(this::sample, "sampler");
    private volatile long ended;
    private volatile double cpuSeconds;
    private volatile long peakBytes;

    private Child(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
        sampler.setDaemon(true);
        sampler.start();
    }

    /** Starts a process with these variables besides those of this one. */
    static Child start(String name, Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        Path output = Files.createTempFile(directory, name, ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new Child(name, builder.start(), output);
    }

    /** Waits for the end; one that does not end with code 0 is an error. */
    Child awaitSuccess(long seconds) throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IOException(name + " is still running after " + seconds + " s:\n" + tail());
        }
        sampler.join();
        if (process.exitValue() != 0) {
            throw new IOException(name + " ended with code " + process.exitValue() + ":\n" + tail());
        }
        return this;
    }

    /** Sends SIGTERM and waits for the end. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        sampler.join();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** From start to end, or to now. */
    double seconds() {
        return ((ended == 0 ? System.nanoTime() : ended) - began) / NANOS;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    long peakBytes() {
        return peakBytes;
    }

    /** The end of what it printed. */
    String tail() throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    /** How many lines it printed. */
    int lines() throws IOException {
        return Files.readAllLines(output).size();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** CPU that a process has used so far, in seconds, of user and system; 0 when it is gone. */
    static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            // after the name in brackets: state is the first field, utime the 12th and stime the 13th
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        } catch (IOException | ArrayIndexOutOfBoundsException e) {
            return 0;
        }
    }

    private void sample() {
        while (process.isAlive()) {
            cpuSeconds = Math.max(cpuSeconds, cpuSeconds(process.pid()));
            peakBytes = Math.max(peakBytes, peak(process.pid()));
            try {
                process.waitFor(SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        ended = System.nanoTime();
    }

    private static long peak(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
