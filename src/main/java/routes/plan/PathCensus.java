package routes.plan;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.table.NearMisses;
import routes.table.TableSchema;
import routes.verify.TableWalk;

/**
 * Reads the path of each row once, and sorts the objects that they name: how many there are, how many would collide, and some at random.
 */
public final class PathCensus {

    private final TableSchema schema;
    private final Migration migration;
    private final TableWalk table;
    private final Path directory;
    private final long memory;
    private final boolean dotSegments;

    /**
     * What the paths show.
     *
     * @param legacy rows that hold a legacy path
     * @param target rows that hold a new one already
     * @param unusable rows with a legacy path that cannot be copied or rewritten: it or the new one is too long, is not encoded as it should be, or
     *     has a segment that it may not have
     * @param nearMisses rows that look as if they meant a legacy object, in a form that is not migrated
     * @param objects different objects that the legacy paths name: the copies to make
     * @param collisions rows whose objects would be copied to the key of another
     * @param sample paths chosen at random, each row as likely as any other
     */
    public record Found(
            long legacy,
            long target,
            long unusable,
            NearMisses nearMisses,
            long objects,
            long collisions,
            List<ObjectPath> sample) {}

    /**
     * @param directory where to keep what does not fit into memory
     * @param memory bytes to sort with
     * @param dotSegments whether keys may have a segment {@code .} or {@code ..}
     */
    public PathCensus(TableSchema schema, TableWalk table, Path directory, long memory, boolean dotSegments) {
        this.dotSegments = dotSegments;
        this.schema = schema;
        this.migration = schema.migration();
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
        boolean basename = migration.keyMapping() == Migration.KeyMapping.BASENAME;
        Reservoir sample = new Reservoir(sampled);
        RowKinds kinds = new RowKinds(schema, dotSegments);
        try (ExternalSort sort = new ExternalSort(directory, memory)) {
            table.forEach(row -> {
                Optional<ObjectPath> path = kinds.add(row);
                if (path.isPresent()) {
                    sample.add(path.get());
                    byte[] key = path.get().sourceKey().getBytes(StandardCharsets.UTF_8);
                    sort.add(new Entry(basename ? byName(key) : key, Entry.Kind.LEGACY_ROW, 0, ""));
                }
            });
            Groups groups = new Groups();
            sort.forEach(groups);
            groups.endOfName();
            return new Found(
                    kinds.legacy(),
                    kinds.target(),
                    kinds.unusable(),
                    kinds.nearMisses(),
                    groups.objects,
                    basename ? groups.collisions : 0,
                    sample.paths());
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
}
