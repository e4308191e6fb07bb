package routes.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * The second half of a number of copies: a JVM takes half a minute to compile a client of S3, and a migration hours.
 *
 * @param rate copies in a second
 * @param cpuMicros CPU of the processes for one copy
 */
record Steady(double rate, double cpuMicros) {

    private static final double NANOS = 1e9;

    /** Waits for the copies, or for the end of the first process. */
    static Steady await(Lab.Endpoint s3, long copies, List<Child> processes) throws IOException, InterruptedException {
        double half = 0;
        long copiesAtHalf = 0;
        double cpuAtHalf = 0;
        while (processes.get(0).isAlive()) {
            long done = s3.copies()[0];
            if (copiesAtHalf == 0 && done >= copies / 2) {
                half = System.nanoTime() / NANOS;
                copiesAtHalf = done;
                cpuAtHalf = cpuSeconds(processes);
            }
            if (done >= copies) {
                break;
            }
            Thread.sleep(20);
        }
        double left = copies - copiesAtHalf;
        return new Steady(left / (System.nanoTime() / NANOS - half), (cpuSeconds(processes) - cpuAtHalf) * 1e6 / left);
    }

    private static double cpuSeconds(List<Child> processes) {
        return processes.stream().mapToDouble(Child::cpuSeconds).sum();
    }
}
