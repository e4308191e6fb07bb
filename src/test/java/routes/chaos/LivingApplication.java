package routes.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
import java.util.stream.Collectors;
import routes.embedded.SampleData;

/**
 * An application that lives on while it is migrated: it overwrites pictures in place at whatever key their row holds, makes and deletes rows
 * and pictures, and knows what it has written last. Some of its uploads are slow: the row is rewritten between its look and the write.
 */
final class LivingApplication implements Runnable {

    private static final String SELECT = "SELECT COALESCE(" + SampleData.PATH_COLUMN + ", '') FROM " + SampleData.TABLE
            + " WHERE " + SampleData.KEY_COLUMN + " = ?";
    private static final String UPDATE = "UPDATE " + SampleData.TABLE + " SET " + SampleData.PATH_COLUMN + " = ? WHERE "
            + SampleData.KEY_COLUMN + " = ?";
    private static final String INSERT = "INSERT INTO " + SampleData.TABLE + " (" + SampleData.PATH_COLUMN + ", "
            + SampleData.KEY_COLUMN + ") VALUES (?, ?)";
    private static final String DELETE = "DELETE FROM " + SampleData.TABLE + " WHERE " + SampleData.KEY_COLUMN + " = ?";
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int CONNECT_ATTEMPTS = 600;
    private static final int LARGEST_PICTURE = 3000;
    /** Writes that an upload may come later than the look at its row. */
    private static final int SLOWEST_UPLOAD = 100;

    private static final int EVENTS = 8;
    private static final int SHOWN = 10;

    private final Trial trial;
    private final boolean gentle;
    private final SplittableRandom random;
    private final AtomicBoolean done = new AtomicBoolean();
    /** The path that the application knows of each row: its own word, or the sample's; empty for none. */
    private final Map<Long, String> paths = new TreeMap<>();
    /** ETag of what it wrote last, by the new key of a picture, wherever it wrote it. */
    private final Map<String, String> pictures = new HashMap<>();
    /** ETag of what it wrote last at a new key itself. */
    private final Map<String, String> writtenThere = new TreeMap<>();
    /** New keys of pictures that it has deleted at the legacy key, and not written there since. */
    private final Set<String> deleted = new HashSet<>();
    /** New keys of pictures that were ever deleted or missing: an exception is no surprise. */
    private final Set<String> wanting = new HashSet<>();

    private final Map<String, Deque<String>> history = new HashMap<>();
    private final List<Upload> uploads = new ArrayList<>();
    private Connection connection;
    private int writes;
    private volatile Throwable failure;

    /** An upload that has looked at its row, and has not written yet. */
    private record Upload(String key, int due) {}

    /** What the ledger has of a row. */
    private record Recorded(String state, String reason, String path) {

        boolean isException() {
            return state.equals("FAILED") || (state.equals("APPLIED") && reason != null);
        }
    }

    /**
     * @param gentle whether it deletes no picture and writes none at a new key, so that it gives no reason for an exception
     */
    LivingApplication(Trial trial, long seed, boolean gentle) {
        this.trial = trial;
        this.gentle = gentle;
        this.random = new SplittableRandom(seed);
        trial.sample.all().forEach(row -> paths.put(row.id(), row.path() == null ? "" : row.path()));
        trial.sample.missing().forEach(row -> wanting.add(newKey(row.path())));
    }

    /** Lets it write no more. */
    void stop() {
        done.set(true);
    }

    @Override
    public void run() {
        try {
            while (!done.get()) {
                write();
                upload(writes);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            upload(Integer.MAX_VALUE);
        } catch (SQLException | RuntimeException e) {
            failure = e;
        } finally {
            disconnect();
        }
    }

    private void write() throws SQLException {
        writes++;
        long id = 1 + random.nextInt(trial.sample.rows() + writes);
        switch (random.nextInt(12)) {
            case 0 -> change(id, "application/" + writes);
            case 1 -> change(id, fresh());
            case 2 -> deleteRow(id);
            case 3 -> {
                String path = fresh();
                long made = trial.sample.rows() + 1L + writes;
                if (execute(INSERT, Optional.of(path), made)) {
                    paths.put(made, path);
                }
            }
            case 4 -> {
                if (!gentle) {
                    held(id).ifPresent(this::deletePicture);
                }
            }
            default -> held(id).ifPresent(this::overwrite);
        }
    }

    /** The commonest write there is: the same key, other bytes. */
    private void overwrite(String key) {
        if (random.nextInt(4) == 0) {
            uploads.add(new Upload(key, writes + 1 + random.nextInt(SLOWEST_UPLOAD)));
        } else {
            put(key, "overwritten");
        }
    }

    /** Makes the slow uploads that are due. */
    private void upload(int now) {
        uploads.removeIf(upload -> {
            if (upload.due() <= now) {
                put(upload.key(), "overwritten slowly");
                return true;
            }
            return false;
        });
    }

    private void put(String key, String what) {
        byte[] picture = new byte[1 + random.nextInt(LARGEST_PICTURE)];
        random.nextBytes(picture);
        String newKey = newKey(key);
        if (SampleData.isUnderPrefix(key)) {
            trial.putSource(key, picture);
            deleted.remove(newKey);
        } else if (key.startsWith(SampleData.TARGET_PREFIX) && !gentle) {
            trial.putTarget(key, picture);
            writtenThere.put(newKey, Trial.etag(picture));
        } else {
            return;
        }
        pictures.put(newKey, Trial.etag(picture));
        note(newKey, what + " at " + key + ": " + Trial.etag(picture));
    }

    private void deletePicture(String key) {
        if (SampleData.isUnderPrefix(key)) {
            trial.deleteSource(key);
            deleted.add(newKey(key));
            wanting.add(newKey(key));
            note(newKey(key), "deleted at the legacy key");
        }
    }

    private void deleteRow(long id) throws SQLException {
        Optional<String> held = held(id);
        if (execute(DELETE, Optional.empty(), id)) {
            note(newKey(paths.remove(id)), "row " + id + " deleted");
            if (!gentle && random.nextBoolean()) {
                held.ifPresent(this::deletePicture);
            }
        }
    }

    private void change(long id, String path) throws SQLException {
        if (execute(UPDATE, Optional.of(path), id)) {
            note(newKey(path), "row " + id + " changed, which had " + paths.get(id));
            paths.put(id, path);
        }
    }

    private String fresh() {
        String path = SampleData.SOURCE_PREFIX + "living/" + writes;
        put(path, "made");
        return path;
    }

    private static String newKey(String path) {
        return SampleData.isUnderPrefix(path) ? Trial.moved(path) : path;
    }

    private void note(String newKey, String what) {
        Deque<String> events = history.computeIfAbsent(newKey, key -> new ArrayDeque<>());
        events.add(trial.time() + " " + what);
        if (events.size() > EVENTS) {
            events.remove();
        }
    }

    // ---- the table, whose server may be killed at any time

    /** What a row holds; empty when there is no such row. */
    private Optional<String> held(long id) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try (PreparedStatement select = connection().prepareStatement(SELECT)) {
                select.setLong(1, id);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(trial.forms().key(row.getString(1))) : Optional.empty();
                }
            } catch (SQLException e) {
                disconnect();
                if (attempt == CONNECT_ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(10 * PAUSE_NANOS);
            }
        }
    }

    /** Executes a statement once; when its answer is lost, the row itself says whether it was carried out. */
    private boolean execute(String sql, Optional<String> path, long id) throws SQLException {
        held(id);
        try (PreparedStatement statement = connection().prepareStatement(sql)) {
            int index = 1;
            if (path.isPresent()) {
                statement.setString(index++, trial.forms().text(id, path.get()));
            }
            statement.setLong(index, id);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            disconnect();
            Optional<String> now = held(id);
            return path.isPresent()
                    ? now.map(LivingApplication::newKey).equals(path.map(LivingApplication::newKey))
                    : now.isEmpty() && paths.containsKey(id);
        }
    }

    private Connection connection() throws SQLException {
        if (connection == null) {
            connection = trial.database.getConnection();
        }
        return connection;
    }

    private void disconnect() {
        try (Connection lost = connection) {
            connection = null;
        } catch (SQLException e) {
            // it was lost already
        }
    }

    // ---- the end

    /** Checks that every row finds the last picture that was written for it, or is in the report. */
    void check(int exitCode) throws Exception {
        assertThat(failure).as("the application's own failure").isNull();
        Map<Long, Optional<String>> rows = trial.rows();
        Map<String, Recorded> ledger = ledger(Trial.LEDGER);
        List<Recorded> records = new ArrayList<>(ledger.values());
        Map<String, String> objects = trial.contents(trial.target());
        List<String> wrong = new ArrayList<>();
        List<String> needless = new ArrayList<>();
        Map<String, String> known = new TreeMap<>();
        Map<String, Optional<String>> held = new TreeMap<>();
        paths.forEach((id, path) -> known.put(Long.toString(id), path));
        rows.forEach((id, key) -> held.put(Long.toString(id), key));
        judge(known, held, ledger, objects, wrong, needless);
        for (TrialColumn column : trial.more()) {
            Map<String, Recorded> another = ledger(column.ledger());
            records.addAll(another.values());
            Map<String, String> named = column.paths(trial);
            Map<String, Optional<String>> now = column.rows(trial);
            named.keySet().retainAll(now.keySet()); // the application deletes rows
            judge(named, now, another, objects, wrong, needless);
            trial.note(column.name() + ": " + now.size() + " rows, " + another.size() + " in its ledger");
        }
        needless.stream()
                .limit(SHOWN)
                .forEach(words -> trial.note("reported without the application's doing: " + words));
        assertThat(wrong.stream().limit(SHOWN).toList())
                .as(wrong.size() + " rows whose object is not the last one, and that are not reported")
                .isEmpty();
        assertThat(rows.keySet()).as("rows").isEqualTo(paths.keySet());
        Map<String, String> kept = objects.entrySet().stream()
                .filter(object -> writtenThere.containsKey(object.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(Trial.differences(writtenThere, kept))
                .as("what the application wrote at new keys, %s", describe(Trial.differences(writtenThere, kept)))
                .isEmpty();
        assertThat(records.stream().map(Recorded::state).toList())
                .as("rows forgotten")
                .doesNotContain("COPIED");
        Map<String, Long> exceptions = records.stream()
                .filter(Recorded::isException)
                .collect(Collectors.groupingBy(
                        exception -> exception.state() + " " + exception.reason(),
                        TreeMap::new,
                        Collectors.counting()));
        assertThat(exitCode).as("exit code, with " + exceptions).isEqualTo(exceptions.isEmpty() ? 0 : 3);
        trial.note("the application has made " + writes + " writes, " + writtenThere.size()
                + " pictures at new keys; exceptions: " + exceptions + ", of which without its doing: "
                + needless.size());
    }

    private Map<String, Recorded> ledger(String table) throws SQLException {
        Map<String, Recorded> ledger = new TreeMap<>();
        trial.query(
                "SELECT row_key, state, reason, COALESCE(source_key, old_path) FROM " + table,
                row -> ledger.put(
                        row.getString(1), new Recorded(row.getString(2), row.getString(3), row.getString(4))));
        return ledger;
    }

    /** Looks at the rows of one column. */
    private void judge(
            Map<String, String> known,
            Map<String, Optional<String>> rows,
            Map<String, Recorded> ledger,
            Map<String, String> objects,
            List<String> wrong,
            List<String> needless) {
        known.forEach((id, path) -> {
            String actual = rows.getOrDefault(id, Optional.empty()).orElse("");
            Optional<Recorded> recorded = Optional.ofNullable(ledger.get(id));
            String words = id + " " + path + ": row " + actual + ", ledger " + recorded + ", object "
                    + objects.get(newKey(path)) + ", last written " + lastWritten(path) + ", "
                    + history.get(newKey(path));
            boolean reported = recorded.filter(Recorded::isException)
                    .filter(exception -> exception.path().equals(path))
                    .isPresent();
            if (!isRight(path, actual, reported, objects)) {
                wrong.add(words);
            } else if (reported && !wanting.contains(newKey(path)) && !writtenThere.containsKey(newKey(path))) {
                needless.add(words);
            }
        });
    }

    private String describe(List<String> differences) {
        return differences.stream()
                .map(difference ->
                        String.valueOf(history.get(difference.replaceFirst(": (expected|unexpected).*", ""))))
                .collect(Collectors.joining("; "));
    }

    private String lastWritten(String path) {
        return pictures.getOrDefault(newKey(path), Trial.etag(path));
    }

    private boolean isRight(String path, String actual, boolean reported, Map<String, String> objects) {
        if (!SampleData.isUnderPrefix(path)) {
            return actual.equals(path)
                    && (!path.startsWith(SampleData.TARGET_PREFIX)
                            || lastWritten(path).equals(objects.get(path)));
        }
        if (actual.equals(path)) {
            return reported;
        }
        boolean last = lastWritten(path).equals(objects.get(actual));
        return actual.equals(Trial.moved(path)) && (reported || (last && !deleted.contains(actual)));
    }
}
