package routes.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** A session that updates one random row after another, each in a transaction of its own, a hundred or two in a second. */
final class Neighbour implements AutoCloseable {

    private static final long PAUSE_MILLIS = 5;
    private static final double MICROS_IN_MILLI = 1e3;

    private final Recorder micros = new Recorder(3);
    private final AtomicReference<SQLException> failure = new AtomicReference<>();
    private final DataSource database;
    private final String table;
    private final long rows;
    private final Thread thread = new Thread(this::work, "neighbour");
    private volatile boolean closed;

    Neighbour(DataSource database, String table, long rows) {
        this.database = database;
        this.table = table;
        this.rows = rows;
        thread.start();
    }

    /** Puts what the updates since the last report took. */
    void report(String when, Map<String, Object> row) throws SQLException {
        if (failure.get() != null) {
            throw failure.get();
        }
        Histogram taken = micros.getIntervalHistogram();
        row.put(when + ": updates", taken.getTotalCount());
        row.put(when + ": p50 ms", taken.getValueAtPercentile(50) / MICROS_IN_MILLI);
        row.put(when + ": p99 ms", taken.getValueAtPercentile(99) / MICROS_IN_MILLI);
        row.put(when + ": longest ms", taken.getMaxValue() / MICROS_IN_MILLI);
    }

    private void work() {
        RandomGenerator random = RandomGenerator.getDefault();
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE " + table + " SET seen = seen + 1 WHERE ID = ?")) {
            while (!closed) {
                update.setLong(1, random.nextLong(1, rows + 1));
                long began = System.nanoTime();
                update.executeUpdate();
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (SQLException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
