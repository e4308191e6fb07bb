package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import routes.embedded.SampleData;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The application: changes, deletes and inserts rows while they are migrated, one short transaction each. */
final class ApplicationWriter implements Runnable {

    private static final String UPDATE = "UPDATE " + SampleData.TABLE + " SET " + SampleData.PATH_COLUMN + " = ? WHERE "
            + SampleData.KEY_COLUMN + " = ?";
    private static final String DELETE = "DELETE FROM " + SampleData.TABLE + " WHERE " + SampleData.KEY_COLUMN + " = ?";
    private static final String INSERT = "INSERT INTO " + SampleData.TABLE + " (" + SampleData.PATH_COLUMN + ", "
            + SampleData.KEY_COLUMN + ") VALUES (?, ?)";

    private final Trial trial;
    private final SplittableRandom random;
    private final AtomicBoolean done;
    private final int rows;
    /** What the application wrote last, by row; empty for a row that it deleted. */
    private final Map<Long, Optional<String>> written = new TreeMap<>();

    private volatile int writes;

    ApplicationWriter(Trial trial, SplittableRandom random, AtomicBoolean done) {
        this.trial = trial;
        this.random = random;
        this.done = done;
        this.rows = trial.sample.rows();
    }

    int writes() {
        return writes;
    }

    @Override
    public void run() {
        try (Connection connection = trial.database.getConnection()) {
            while (!done.get()) {
                write(connection);
                writes++;
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Connection connection) throws SQLException {
        long id = 1 + random.nextInt(rows);
        switch (random.nextInt(4)) {
            // an object of the application's own, at a place of its own
            case 0 -> update(connection, id, "application/" + writes);
            // a legacy path again, with a new object
            case 1 -> update(connection, id, legacy());
            case 2 -> {
                execute(connection, DELETE, Optional.empty(), id);
                written.put(id, Optional.empty());
            }
            default -> {
                long fresh = rows + 1L + writes;
                String path = legacy();
                execute(connection, INSERT, Optional.of(path), fresh);
                written.put(fresh, Optional.of(path));
            }
        }
    }

    private void update(Connection connection, long id, String path) throws SQLException {
        if (execute(connection, UPDATE, Optional.of(path), id) == 1) {
            written.put(id, Optional.of(path));
        }
    }

    private String legacy() {
        String path = SampleData.SOURCE_PREFIX + "application/" + writes;
        trial.putSource(PutObjectRequest.builder().key(path), path);
        return path;
    }

    private static int execute(Connection connection, String sql, Optional<String> path, long id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            if (path.isPresent()) {
                statement.setString(index++, path.get());
            }
            statement.setLong(index, id);
            return statement.executeUpdate();
        }
    }

    /** Checks that each row is as the application left it, or moved from there. */
    void check() throws SQLException {
        Map<Long, Optional<String>> expected = trial.sample
                .all()
                .filter(row -> !written.containsKey(row.id()))
                .collect(Collectors.toMap(SampleData.Row::id, row -> Optional.ofNullable(row.path())));
        written.forEach((id, path) -> {
            if (path.isPresent()) {
                expected.put(id, path);
            }
        });
        java.util.Set<String> missing =
                trial.sample.missing().map(SampleData.Row::path).collect(Collectors.toSet());
        expected.replaceAll((id, path) ->
                path.map(old -> SampleData.isUnderPrefix(old) && !missing.contains(old) ? Trial.moved(old) : old));
        assertThat(Trial.differences(expected, trial.rows())).as("rows").isEmpty();
        assertThat(trial.count("ledger WHERE state = 'COPIED'"))
                .as("rows forgotten")
                .isZero();
    }
}
