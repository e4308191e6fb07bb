package routes.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import routes.config.Migration;
import routes.verify.Entry;
import routes.verify.ExternalSort;
import routes.verify.TableWalk;

/** Reads the path of each row to migrate once, and sorts them: how many objects they name, how many would collide, and some at random. */
public final class PathCensus {

    private final boolean basename;
    private final TableWalk table;
    private final Path directory;
    private final long memory;

    /**
     * What the paths show.
     *
     * @param objects different paths: the copies to make
     * @param collisions rows whose objects would be copied to the key of another
     * @param sample paths chosen at random, each row as likely as any other
     */
    public record Found(long objects, long collisions, List<String> sample) {}

    /**
     * @param directory where to keep what does not fit into memory
     * @param memory bytes to sort with
     */
    public PathCensus(Migration migration, TableWalk table, Path directory, long memory) {
        this.basename = migration.keyMapping() == Migration.KeyMapping.BASENAME;
        this.table = table;
        this.directory = directory;
        this.memory = memory;
    }

    /**
     * Reads them all.
     *
     * @param sampled most paths of the sample
     */
    public Found look(int sampled) throws IOException {
        Reservoir sample = new Reservoir(sampled);
        try (ExternalSort sort = new ExternalSort(directory, memory)) {
            table.forEach((key, path, legacy) -> {
                if (legacy) {
                    sample.add(path);
                    sort.add(new Entry(basename ? byName(path) : path, Entry.Kind.LEGACY_ROW, 0, ""));
                }
            });
            Groups groups = new Groups();
            sort.forEach(groups);
            groups.endOfName();
            return new Found(groups.objects, basename ? groups.collisions : 0, sample.paths());
        }
    }

    /** The last segment, then the path: what is copied to one key lies together. */
    private static byte[] byName(byte[] path) {
        ByteArrayOutputStream key = new ByteArrayOutputStream(2 * path.length);
        int from = nameBegins(path);
        key.write(path, from, path.length - from);
        key.write('/');
        key.write(path, 0, path.length);
        return key.toByteArray();
    }

    private static int nameBegins(byte[] path) {
        int from = path.length;
        while (from > 0 && path[from - 1] != '/') {
            from--;
        }
        return from;
    }

    /** Counts what is sorted by name and path. */
    private static final class Groups implements ExternalSort.Visitor {

        private long objects;
        private long collisions;
        private byte[] latest;
        private long rowsOfName;
        private long objectsOfName;

        @Override
        public void visit(Entry entry) {
            byte[] key = entry.key();
            if (latest == null || !Arrays.equals(latest, key)) {
                if (latest != null && !isOfOneName(latest, key)) {
                    endOfName();
                }
                objects++;
                objectsOfName++;
            }
            rowsOfName++;
            latest = key;
        }

        void endOfName() {
            if (objectsOfName > 1) {
                collisions += rowsOfName;
            }
            rowsOfName = 0;
            objectsOfName = 0;
        }

        private static boolean isOfOneName(byte[] one, byte[] other) {
            int end = nameEnds(one);
            return end == nameEnds(other) && Arrays.equals(one, 0, end, other, 0, end);
        }

        private static int nameEnds(byte[] key) {
            int end = 0;
            while (end < key.length && key[end] != '/') {
                end++;
            }
            return end;
        }
    }

    /** Some of any number of things, each with the same chance. */
    private static final class Reservoir {

        private final SplittableRandom random = new SplittableRandom();
        private final int most;
        private final List<byte[]> kept = new ArrayList<>();
        private long seen;

        Reservoir(int most) {
            this.most = most;
        }

        void add(byte[] path) {
            seen++;
            if (kept.size() < most) {
                kept.add(path);
                return;
            }
            long place = random.nextLong(seen);
            if (place < most) {
                kept.set((int) place, path);
            }
        }

        List<String> paths() {
            return kept.stream()
                    .map(path -> new String(path, StandardCharsets.UTF_8))
                    .toList();
        }
    }
}
