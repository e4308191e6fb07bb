package routes.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.ledger.Columns;
import routes.scan.NamedKey;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.table.NearMisses;
import routes.verify.TableWalk;

/**
 * Reads the path of each row once, and sorts the objects that they name: how many there are, how many would collide, and some at random.
 */
public final class PathCensus {

    private final Columns columns;
    private final Migration migration;
    private final TableWalk table;
    private final Path directory;
    private final long memory;
    private final boolean dotSegments;

    /**
     * What the paths show.
     *
     * @param legacyOf rows that hold a legacy path, by the number of the column
     * @param target rows that hold a new one already
     * @param unusable rows with a legacy path that cannot be copied or rewritten: it or the new one is too long, is not encoded as it should be, or
     *     has a segment that it may not have
     * @param nearMisses rows that look as if they meant a legacy object, in a form that is not migrated
     * @param objects different objects that the legacy paths name: the copies to make
     * @param collisions rows whose objects would be copied to the key of another
     * @param sample paths chosen at random, each row as likely as any other
     */
    public record Found(
            List<Long> legacyOf,
            long target,
            long unusable,
            NearMisses nearMisses,
            long objects,
            long collisions,
            List<ObjectPath> sample) {

        /** Rows that hold a legacy path. */
        public long legacy() {
            return legacyOf.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * @param columns all of the migration
     * @param table reads those that are looked at
     * @param directory where to keep what does not fit into memory
     * @param memory bytes to sort with
     * @param dotSegments whether keys may have a segment {@code .} or {@code ..}
     */
    public PathCensus(Columns columns, TableWalk table, Path directory, long memory, boolean dotSegments) {
        this.dotSegments = dotSegments;
        this.columns = columns;
        this.migration = columns.migration();
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
        RowKinds kinds = new RowKinds(columns, dotSegments);
        try (ExternalSort sort = new ExternalSort(directory, memory)) {
            table.forEach(row -> {
                Optional<ObjectPath> path = kinds.add(row);
                if (path.isPresent()) {
                    sample.add(path.get());
                    String key = path.get().sourceKey();
                    byte[] by = basename ? NamedKey.of(key) : key.getBytes(StandardCharsets.UTF_8);
                    sort.add(new Entry(by, Entry.Kind.LEGACY_ROW, 0, ""));
                }
            });
            ObjectGroups groups = new ObjectGroups();
            sort.forEach(groups);
            groups.endOfName();
            return new Found(
                    kinds.legacy(),
                    kinds.target(),
                    kinds.unusable(),
                    kinds.nearMisses(),
                    groups.objects(),
                    basename ? groups.collisions() : 0,
                    sample.paths());
        }
    }
}
