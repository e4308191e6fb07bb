package routes.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A table of image paths and the objects they name, the same for the same number of rows, seed and number of missing objects.
 *
 * <p>Half of the names are plain; the other half are those that break programs. Every hundred rows hold each kind once or twice. Two rows in a
 * hundred are outside the prefix: {@code images/}, {@code images-old/}, {@code avatar/}, {@code image} alone, empty, and NULL.
 *
 * <p>Left out, although S3 holds such keys, because this server does not:
 * <ul>
 *   <li>two slashes in a row: it sees one, and the signature does not match;
 *   <li>segments {@code .} and {@code ..}: it resolves them;
 *   <li>a slash at the end: it makes a folder and drops the content;
 *   <li>a key that is also the folder of another ({@code a} and {@code a/b}): one of them is refused;
 *   <li>names that start with {@code .mpus-}: it hides them;
 *   <li>control characters other than tab, line feed and carriage return: its listings break;
 *   <li>segments of more than some 210 bytes: in files only.
 * </ul>
 */
public final class SampleData {

    /** The table and its columns. */
    public static final String TABLE = "ImageDataTable";

    public static final String KEY_COLUMN = "ID";
    public static final String PATH_COLUMN = "ImagePath";

    /** The comment of a table that holds a sample and nothing else: only such a table is filled and reset. */
    public static final String TABLE_COMMENT = "sample of s3-migration-routes";

    /** The prefix of what is to be migrated, and the one it gets. */
    public static final String SOURCE_PREFIX = "image/";

    public static final String TARGET_PREFIX = "avatar/";

    /**
     * A row of the table.
     *
     * @param path the path, or null
     */
    public record Row(long id, String path) {}

    private static final int BATCH = 1000;

    /** Rows in a cycle, within which each kind of name occurs. */
    private static final int CYCLE = 100;

    private static final int GROUPS = CYCLE / 2;
    private static final int SHARED = SampleNames.PAIRS.size() - 1;

    private final int rows;
    private final long seed;
    private final BitSet missing;

    /**
     * @param rows the number of rows, from 0
     * @param seed changes which row has which name
     * @param missing how many rows name an object that does not exist
     */
    public SampleData(int rows, long seed, int missing) {
        this.rows = rows;
        this.seed = seed;
        this.missing = chooseMissing(missing);
    }

    /**
     * A sample that lacks a share of its objects.
     *
     * @param percent of the rows, from 0 to 100; some rows name an object that others name too, which is never missing
     */
    public static SampleData withMissing(int rows, long seed, int percent) {
        int most = new SampleData(rows, seed, 0).candidates().length;
        return new SampleData(rows, seed, Math.min(most, (int) ((long) rows * percent / 100)));
    }

    public int rows() {
        return rows;
    }

    /** All rows by ascending key. */
    public Stream<Row> all() {
        return IntStream.range(0, rows).mapToObj(this::row);
    }

    /** The rows whose object is missing though they are under the prefix. */
    public Stream<Row> missing() {
        return missing.stream().mapToObj(this::row);
    }

    /** Whether a path is under the prefix, so that it is to be migrated. */
    public static boolean isUnderPrefix(String path) {
        return path != null && path.startsWith(SOURCE_PREFIX);
    }

    /**
     * The statement that creates a table for a sample, unless it is there.
     *
     * @param table its name, quoted if need be
     * @param pathColumn the name of the column of paths, quoted if need be
     */
    public static String tableDefinition(String table, String pathColumn) {
        return "CREATE TABLE IF NOT EXISTS " + table + " (" + KEY_COLUMN
                + " BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, " + pathColumn
                + " VARCHAR(1024)) DEFAULT CHARACTER SET utf8mb4 COMMENT '" + TABLE_COMMENT + "'";
    }

    /** Creates the table, unless it is there. */
    public void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(tableDefinition(TABLE, PATH_COLUMN));
        }
    }

    /** Fills the table. */
    public void insertRows(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO " + TABLE + " (" + KEY_COLUMN + ", " + PATH_COLUMN + ") VALUES (?, ?)")) {
            for (int index = 0; index < rows; index++) {
                Row row = row(index);
                insert.setLong(1, row.id());
                insert.setString(2, row.path());
                insert.addBatch();
                if ((index + 1) % BATCH == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        connection.commit();
    }

    /** Stores the objects: those of rows which say they are migrated in the target bucket, the others in the source bucket. */
    public void storeObjects(EmbeddedS3 s3, String sourceBucket, String targetBucket) {
        storeObjects(s3::put, sourceBucket, targetBucket);
    }

    /** The same, by way of {@code store}, which is called by several threads. */
    public void storeObjects(BiConsumer<PutObjectRequest, byte[]> store, String sourceBucket, String targetBucket) {
        IntStream.range(0, rows).parallel().filter(this::hasObject).forEach(index -> {
            String key = row(index).path();
            String bucket = key.startsWith(TARGET_PREFIX) ? targetBucket : sourceBucket;
            store.accept(SampleObject.request(index).bucket(bucket).key(key).build(), SampleObject.content(key));
        });
    }

    private boolean hasObject(int index) {
        Optional<Integer> pair = pair(index);
        boolean second = index % 2 == 1;
        if (missing.get(index) || (second && pair.equals(Optional.of(SHARED)))) {
            return false;
        }
        String path = row(index).path();
        return path != null && path.indexOf('/') > 0;
    }

    private Row row(int index) {
        return new Row(index + 1L, path(index));
    }

    private String path(int index) {
        int group = index / 2;
        int side = index % 2;
        int kind = kind(group);
        if (kind == 0) {
            String format = SampleNames.OUTSIDE
                    .get(group / GROUPS % SampleNames.OUTSIDE.size())
                    .get(side);
            return format == null ? null : String.format(format, index);
        }
        String folder =
                SampleNames.FOLDERS.get(new SplittableRandom(seed * 31 + group).nextInt(SampleNames.FOLDERS.size()));
        Optional<Integer> pair = pair(index);
        if (pair.isPresent()) {
            return SOURCE_PREFIX
                    + folder
                    + String.format(SampleNames.PAIRS.get(pair.get()).get(side), group);
        }
        int odd = 2 * (kind - 1 - SampleNames.PAIRS.size()) + side;
        if (odd >= SampleNames.ODD.size()) {
            return SOURCE_PREFIX + folder + "avatar" + index + ".jpg";
        }
        if (SampleNames.ODD.get(odd).equals(SampleNames.LONG)) {
            return SampleNames.longKey(index);
        }
        return SOURCE_PREFIX + folder + String.format(SampleNames.ODD.get(odd), index);
    }

    /** Which pair a row belongs to, if any. */
    private Optional<Integer> pair(int index) {
        int kind = kind(index / 2);
        return kind >= 1 && kind <= SampleNames.PAIRS.size() ? Optional.of(kind - 1) : Optional.empty();
    }

    /** The place of a group of two rows in its cycle: first that outside the prefix, then the pairs, the odd ones, the plain ones. */
    private int kind(int group) {
        return Math.floorMod(group + Long.hashCode(seed), GROUPS);
    }

    private int[] candidates() {
        return IntStream.range(0, rows)
                .filter(index -> kind(index / 2) != 0)
                .filter(index -> !pair(index).equals(Optional.of(SHARED)))
                .toArray();
    }

    private BitSet chooseMissing(int count) {
        int[] candidates = candidates();
        if (count < 0 || count > candidates.length) {
            throw new IllegalArgumentException(
                    "of " + rows + " rows 0 to " + candidates.length + " can miss their object, not " + count);
        }
        BitSet chosen = new BitSet();
        for (int i = 0; i < count; i++) {
            chosen.set(candidates[(int) ((long) i * candidates.length / count)]);
        }
        return chosen;
    }
}
