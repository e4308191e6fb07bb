package routes.emulation;

import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import routes.config.Migration;
import routes.config.Settings;

/** The objects that the rows of the sample table name; what an object is like depends on its key alone. */
public final class SampleObjects {

    private static final int PERCENT = 100;

    private final Migration migration;
    private final SampleTable table;
    private final long most;
    private final int missing;
    private final int leastBytes;
    private final int mostBytes;
    private final int metadata;

    /**
     * @param most keys to give at most
     * @param missing percent of the keys that are left out
     * @param leastBytes size of the smallest object
     * @param mostBytes size of the greatest
     * @param metadata entries of user metadata on each
     * @throws routes.config.ConfigurationException when the greatest is smaller than the smallest
     */
    public SampleObjects(
            Migration migration,
            SampleTable table,
            long most,
            int missing,
            int leastBytes,
            int mostBytes,
            int metadata) {
        if (mostBytes < leastBytes) {
            throw Settings.problem("sample.object.bytes.most", "must not be less than sample.object.bytes");
        }
        this.migration = migration;
        this.table = table;
        this.most = most;
        this.missing = missing;
        this.leastBytes = leastBytes;
        this.mostBytes = mostBytes;
        this.metadata = metadata;
    }

    /** The keys of the objects to put; one that several rows name comes several times. */
    public Iterator<String> keys() {
        Iterable<String> paths = table::paths;
        Stream<String> keys = StreamSupport.stream(paths.spliterator(), false);
        return keys.filter(this::isThere).limit(most).iterator();
    }

    /** Keys at most: rows outside the prefix and objects left out are not known before. */
    public long expected() {
        return Math.min(most, table.count());
    }

    /** The content of the object. */
    public byte[] content(String key) {
        SplittableRandom random = random(key, 1);
        byte[] content = new byte[leastBytes + random.nextInt(mostBytes - leastBytes + 1)];
        random.nextBytes(content);
        return content;
    }

    /** The user metadata of the object. */
    public Map<String, String> metadata(String key) {
        Map<String, String> entries = new TreeMap<>();
        for (int number = 1; number <= metadata; number++) {
            entries.put(
                    "sample-" + number,
                    Integer.toHexString(random(key, number + 1).nextInt()));
        }
        return entries;
    }

    private boolean isThere(String key) {
        return random(key, 0).nextInt(PERCENT) >= missing;
    }

    private SplittableRandom random(String key, int purpose) {
        return new SplittableRandom(31L * (key + migration.sourceBucket()).hashCode() + purpose);
    }
}
