package routes.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One whole migration of the sample: a producer and consumers, each in a process of its own, from their start to their end. */
final class Migration {

    private static final long LIMIT_SECONDS = 7200;

    private final long rows;
    private final Child producer;
    private final List<Child> consumers;
    private final Steady steady;
    private final double serversCpuSeconds;
    private final long redisPeakBytes;

    private Migration(
            long rows,
            Child producer,
            List<Child> consumers,
            Steady steady,
            double serversCpuSeconds,
            long redisPeakBytes) {
        this.rows = rows;
        this.producer = producer;
        this.consumers = consumers;
        this.steady = steady;
        this.serversCpuSeconds = serversCpuSeconds;
        this.redisPeakBytes = redisPeakBytes;
    }

    /** Migrates, and looks afterwards whether every row was. */
    static Migration run(Lab lab, long rows, int consumers, long delayMillis, Map<String, String> settings)
            throws Exception {
        lab.prepare(rows);
        try (Lab.Endpoint s3 = lab.instantS3(delayMillis)) {
            double serversBefore = lab.serversCpuSeconds();
            List<Child> started = new ArrayList<>();
            try {
                Child producer = lab.program("producer", s3, settings);
                started.add(producer);
                for (int i = 0; i < consumers; i++) {
                    started.add(lab.program("consumer", s3, settings));
                }
                Steady steady = Steady.await(s3, rows, started);
                producer.awaitSuccess(LIMIT_SECONDS);
                double servers = lab.serversCpuSeconds() - serversBefore;
                List<Child> others = started.subList(1, started.size());
                for (Child consumer : others) {
                    consumer.terminate();
                }
                long migrated = Sample.rows(lab.admin(), Sample.TARGET_PREFIX);
                if (migrated != rows) {
                    throw new IOException("only " + migrated + " of " + rows + " rows were migrated");
                }
                return new Migration(rows, producer, others, steady, servers, lab.redisPeakBytes());
            } finally {
                started.forEach(Child::close);
            }
        }
    }

    /** Rows in a second, from the start of the producer to its end. */
    double rate() {
        return rows / producer.seconds();
    }

    /** The second half of the copies, when the JVM has compiled what is hot. */
    Steady steady() {
        return steady;
    }

    double seconds() {
        return producer.seconds();
    }

    /** CPU of all processes of the program for one row, in microseconds. */
    double cpuMicros() {
        return producerCpuMicros() + consumerCpuMicros();
    }

    double producerCpuMicros() {
        return producer.cpuSeconds() * 1e6 / rows;
    }

    double consumerCpuMicros() {
        return consumers.stream().mapToDouble(Child::cpuSeconds).sum() * 1e6 / rows;
    }

    /** CPU of MariaDB and Redis for one row, in microseconds. */
    double serversCpuMicros() {
        return serversCpuSeconds * 1e6 / rows;
    }

    long producerPeakBytes() {
        return producer.peakBytes();
    }

    long consumerPeakBytes() {
        return consumers.stream().mapToLong(Child::peakBytes).max().orElse(0);
    }

    long redisPeakBytes() {
        return redisPeakBytes;
    }
}
