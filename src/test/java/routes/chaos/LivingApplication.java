package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import routes.embedded.SampleData;

/**
 * An application that lives on while it is migrated: it overwrites pictures in place at whatever key their row holds, makes and deletes rows
 * and pictures, and knows what it has written last.
 */
final class LivingApplication implements Runnable {

    private static final String SELECT = "SELECT " + SampleData.PATH_COLUMN + " FROM " + SampleData.TABLE + " WHERE "
            + SampleData.KEY_COLUMN + " = ?";
    private static final String UPDATE = "UPDATE " + SampleData.TABLE + " SET " + SampleData.PATH_COLUMN + " = ? WHERE "
            + SampleData.KEY_COLUMN + " = ?";
    private static final String INSERT = "INSERT INTO " + SampleData.TABLE + " (" + SampleData.PATH_COLUMN + ", "
            + SampleData.KEY_COLUMN + ") VALUES (?, ?)";
    private static final String DELETE = "DELETE FROM " + SampleData.TABLE + " WHERE " + SampleData.KEY_COLUMN + " = ?";
    private static final long PAUSE_NANOS = 10_000_000;

    private final Trial trial;
    private final SplittableRandom random;
    private final AtomicBoolean done = new AtomicBoolean();
    /** The path that the application knows of each row: its own word, or the sample's. */
    private final Map<Long, String> paths = new TreeMap<>();
    /** ETag of what it wrote last, by the legacy key of a picture, wherever it wrote it. */
    private final Map<String, String> pictures = new HashMap<>();

    private final Set<String> deleted = new HashSet<>();
    private final Map<String, List<String>> history = new HashMap<>();
    private int writes;
    private volatile Throwable failure;

    LivingApplication(Trial trial, long seed) {
        this.trial = trial;
        this.random = new SplittableRandom(seed);
        trial.sample.all().filter(row -> row.path() != null).forEach(row -> paths.put(row.id(), row.path()));
    }

    /** Lets it write no more. */
    void stop() {
        done.set(true);
    }

    @Override
    public void run() {
        try (Connection connection = trial.database.getConnection()) {
            while (!done.get()) {
                write(connection);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    private void write(Connection connection) throws SQLException {
        writes++;
        long id = 1 + random.nextInt(trial.sample.rows() + writes);
        switch (random.nextInt(12)) {
            case 0 -> change(connection, id, "application/" + writes);
            case 1 -> change(connection, id, fresh());
            case 2 -> {
                if (execute(connection, DELETE, Optional.empty(), id)) {
                    paths.remove(id);
                }
            }
            case 3 -> {
                String path = fresh();
                long made = trial.sample.rows() + 1L + writes;
                execute(connection, INSERT, Optional.of(path), made);
                paths.put(made, path);
            }
            case 4 -> deletePicture(connection, id);
            default -> overwrite(connection, id);
        }
    }

    /** The commonest write there is: the same key, other bytes. */
    private void overwrite(Connection connection, long id) throws SQLException {
        Optional<String> held = held(connection, id);
        if (held.isEmpty()) {
            return;
        }
        String key = held.get();
        byte[] picture = ("picture " + writes + " of " + key).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (SampleData.isUnderPrefix(key)) {
            trial.putSource(key, picture);
            note(key, "overwritten at the legacy key");
            pictures.put(key, Trial.etag(picture));
            deleted.remove(key);
        } else if (key.startsWith(SampleData.TARGET_PREFIX) && SampleData.isUnderPrefix(paths.getOrDefault(id, ""))) {
            trial.putTarget(key, picture);
            note(paths.get(id), "overwritten at the new key");
            pictures.put(paths.get(id), Trial.etag(picture));
        }
    }

    private void deletePicture(Connection connection, long id) throws SQLException {
        Optional<String> held = held(connection, id).filter(SampleData::isUnderPrefix);
        if (held.isPresent()) {
            trial.deleteSource(held.get());
            deleted.add(held.get());
            note(held.get(), "deleted at the legacy key");
        }
    }

    private void change(Connection connection, long id, String path) throws SQLException {
        if (execute(connection, UPDATE, Optional.of(path), id)) {
            paths.put(id, path);
        }
    }

    private String fresh() {
        String path = SampleData.SOURCE_PREFIX + "living/" + writes;
        byte[] picture = ("the first picture of " + path).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        trial.putSource(path, picture);
        note(path, "made");
        pictures.put(path, Trial.etag(picture));
        return path;
    }

    private void note(String path, String what) {
        history.computeIfAbsent(path, key -> new ArrayList<>()).add(trial.time() + " " + what);
    }

    private static Optional<String> held(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    private static boolean execute(Connection connection, String sql, Optional<String> path, long id)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int index = 1;
            if (path.isPresent()) {
                statement.setString(index++, path.get());
            }
            statement.setLong(index, id);
            return statement.executeUpdate() == 1;
        }
    }

    /** Checks that every row finds the last picture that was written for it, or is in the report. */
    void check(int exitCode) throws Exception {
        assertThat(failure).as("the application's own failure").isNull();
        Map<Long, Optional<String>> rows = trial.rows();
        Map<Long, String> ledger = trial.ledger();
        Map<String, String> objects = trial.objects(trial.target());
        List<String> wrong = new ArrayList<>();
        paths.forEach((id, path) -> {
            String actual = rows.getOrDefault(id, Optional.empty()).orElse("");
            String recorded = ledger.getOrDefault(id, "");
            if (!isRight(path, actual, recorded, objects)) {
                wrong.add(id + " " + path + ": row " + actual + ", ledger " + recorded + ", object "
                        + objects.get(Trial.moved(path)) + ", last written "
                        + pictures.getOrDefault(path, Trial.etag(path)) + ", " + history.get(path));
            }
        });
        assertThat(wrong.stream().limit(10).toList()).as(wrong.size() + " rows").isEmpty();
        boolean exceptions = ledger.values().stream().anyMatch(LivingApplication::isException);
        assertThat(exitCode).as("exit code").isEqualTo(exceptions ? 3 : 0);
        assertThat(ledger.values()).as("rows forgotten").doesNotContain("COPIED");
        trial.note("the application has made " + writes + " writes; exceptions: "
                + ledger.values().stream()
                        .filter(LivingApplication::isException)
                        .count());
    }

    private boolean isRight(String path, String actual, String recorded, Map<String, String> objects) {
        if (!SampleData.isUnderPrefix(path)) {
            return actual.equals(path);
        }
        if (actual.equals(path)) {
            return recorded.startsWith("FAILED");
        }
        if (!actual.equals(Trial.moved(path))) {
            return false;
        }
        boolean last = pictures.getOrDefault(path, Trial.etag(path)).equals(objects.get(actual));
        return isException(recorded) || (last && !deleted.contains(path));
    }

    private static boolean isException(String recorded) {
        return recorded.startsWith("FAILED") || recorded.startsWith("APPLIED ");
    }
}
