package routes.chaos;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import routes.embedded.SampleData;

/** Reads the table over and over while a migration runs, and notes every row that points at an object not confirmed by then. */
final class Watcher implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;

    private final DataSource database;
    private final S3Front s3;
    private final String bucket;
    private final Set<String> known;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::watch, "watcher");
    private volatile boolean stopped;
    private volatile int samples;

    /**
     * @param present keys that were in the target bucket before
     */
    Watcher(DataSource database, S3Front s3, String bucket, Set<String> present) {
        this.database = database;
        this.s3 = s3;
        this.bucket = bucket;
        this.known = new HashSet<>(present);
        thread.setDaemon(true);
        thread.start();
    }

    Queue<String> violations() {
        return violations;
    }

    int samples() {
        return samples;
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    private void watch() {
        while (!stopped) {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                while (!stopped) {
                    sample(statement);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (SQLException e) {
                // the database is down: nobody can see a row either
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void sample(Statement statement) throws SQLException {
        Set<String> fresh = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("SELECT " + SampleData.PATH_COLUMN + " FROM " + SampleData.TABLE
                + " WHERE " + SampleData.PATH_COLUMN + " LIKE '" + SampleData.TARGET_PREFIX + "%'")) {
            while (rows.next()) {
                if (!known.contains(rows.getString(1))) {
                    fresh.add(rows.getString(1));
                }
            }
        }
        long seen = System.nanoTime();
        for (String path : fresh) {
            if (s3.confirmedAt(bucket, path).filter(at -> at - seen <= 0).isEmpty()) {
                violations.add(path);
            }
        }
        known.addAll(fresh);
        samples++;
    }
}
