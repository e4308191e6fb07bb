package routes.pace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * Processes that know nothing of each other and a server with a limit, in virtual time: the same seed gives the same run. Each process keeps so
 * many requests in flight; a refused one comes again after a pause (full jitter, from 1 s on, twice as long each time).
 */
final class Simulation {

    private static final long SECOND = 1_000_000_000L;

    private final SplittableRandom random;
    private final DoubleUnaryOperator limit;
    private final double strays;
    private final double latencyFrom;
    private final double latencyTo;
    private final List<Process> processes = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final long[] accepted;
    private final long[] refused;
    private long sequence;
    private long now;
    private double tokens;
    private long filledAt;
    private double late;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final class Process {
        final PaceRule rule = new PaceRule(0);
        final long[] accepted;
        final Deque<Integer> waiting = new ArrayDeque<>();
        boolean woken;

        Process(int inFlight, int seconds) {
            accepted = new long[seconds];
            for (int slot = 0; slot < inFlight; slot++) {
                waiting.add(0);
            }
        }

        void pump() {
            if (late == 0 || !woken) {
                pump(woken);
            }
        }

        void pump(boolean waited) {
            while (!waiting.isEmpty()) {
                long wait = rule.nanosUntilNext(now);
                if (wait > 0) {
                    if (!woken) {
                        woken = true;
                        in(wait + lateness(), () -> {
                            woken = false;
                            pump(true);
                        });
                    }
                    return;
                }
                send(waiting.poll(), waited);
            }
        }

        void send(int tries, boolean waited) {
            long epoch = rule.send(waited, now);
            boolean taken = take() && random.nextDouble() >= strays;
            double millis = taken
                    ? latencyFrom + random.nextDouble() * (latencyTo - latencyFrom)
                    : 10 + 20 * random.nextDouble();
            in((long) (millis * 1e6), () -> {
                rule.answered(epoch, !taken, now);
                int second = (int) (now / SECOND);
                if (second < accepted.length) {
                    if (taken) {
                        accepted[second]++;
                        Simulation.this.accepted[second]++;
                    } else {
                        refused[second]++;
                    }
                }
                if (taken) {
                    waiting.add(0);
                } else {
                    double pause = Math.min(60, 0.25 * Math.pow(2, tries)) * random.nextDouble();
                    in((long) (pause * 1e9), () -> {
                        waiting.add(tries + 1);
                        pump();
                    });
                }
                pump();
            });
        }
    }

    /**
     * @param limit requests a second by the second of the run
     * @param strays share of requests that are refused whatever the rate
     */
    Simulation(
            long seed,
            int processes,
            int inFlight,
            int seconds,
            double latencyFrom,
            double latencyTo,
            double strays,
            DoubleUnaryOperator limit) {
        this.random = new SplittableRandom(seed);
        this.limit = limit;
        this.strays = strays;
        this.latencyFrom = latencyFrom;
        this.latencyTo = latencyTo;
        this.accepted = new long[seconds];
        this.refused = new long[seconds];
        for (int number = 0; number < processes; number++) {
            this.processes.add(new Process(inFlight, seconds));
        }
    }

    /** Has whoever waits for the rate wake up late, by so many milliseconds at most: the processor has other things to do. */
    Simulation late(double millis) {
        late = millis;
        return this;
    }

    Simulation run() {
        processes.forEach(process -> in(random.nextLong(SECOND), process::pump));
        long end = accepted.length * SECOND;
        while (!events.isEmpty() && events.peek().at() < end) {
            Event event = events.poll();
            now = event.at();
            event.action().run();
        }
        return this;
    }

    /** Accepted requests a second, on the average of these seconds. */
    double rate(int from, int to) {
        return sum(accepted, from, to) / (double) (to - from);
    }

    /** The same of one process. */
    double rate(int process, int from, int to) {
        return sum(processes.get(process).accepted, from, to) / (double) (to - from);
    }

    /** Share of the requests that were refused. */
    double refused(int from, int to) {
        double no = sum(refused, from, to);
        return no / (no + sum(accepted, from, to));
    }

    private static long sum(long[] counts, int from, int to) {
        long sum = 0;
        for (int second = from; second < to; second++) {
            sum += counts[second];
        }
        return sum;
    }

    private void in(long nanos, Runnable action) {
        events.add(new Event(now + nanos, sequence++, action));
    }

    private long lateness() {
        return late == 0 ? 0 : (long) (late * random.nextDouble() * 1e6);
    }

    /** A token bucket that holds a tenth of a second. */
    private boolean take() {
        double perSecond = limit.applyAsDouble(now / 1e9);
        tokens = Math.min(perSecond * 0.1, tokens + (now - filledAt) / 1e9 * perSecond);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
