package routes.resync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import routes.config.Migration;
import routes.ledger.Columns;
import routes.ledger.Copies;
import routes.sort.ExternalSort;
import routes.table.NearMissPattern;
import routes.verify.Listing;
import routes.verify.TableWalk;

/**
 * Finds the legacy objects that may be deleted, and deletes none: those whose rows are all rewritten, which have not changed since their
 * copy, whose copy is at the new key as it was made, and which no row of the table names any more. Ledger, listings and table are read one
 * after the other, the table last, and put together by the new key, on disk where memory does not hold them.
 */
public final class Manifest {

    private final Columns columns;
    private final Migration migration;
    private final Copies copies;
    private final Listing listing;
    private final TableWalk table;
    private final Path directory;
    private final long memory;

    /**
     * @param directory where to keep what does not fit into memory
     * @param memory bytes of entries that are held at a time
     */
    public Manifest(Columns columns, Copies copies, Listing listing, TableWalk table, Path directory, long memory) {
        this.columns = columns;
        this.migration = columns.migration();
        this.copies = copies;
        this.listing = listing;
        this.table = table;
        this.directory = directory;
        this.memory = memory;
    }

    /**
     * Writes both files.
     *
     * @param manifest of the objects that may be deleted
     * @param leftOut of those that may not
     */
    public ManifestResult write(Path manifest, Path leftOut) throws IOException {
        try (ManifestFiles files = new ManifestFiles(migration.sourceBucket(), manifest, leftOut);
                ExternalSort sort = new ExternalSort(directory, memory)) {
            copies.forAll(copy -> sort.add(CopyEntries.of(copy, newKey(copy.path()))));
            listing.forEach(
                    migration.sourceBucket(),
                    migration.legacyPrefix(),
                    object -> sort.add(CopyEntries.of(object, newKey(object.key()))));
            boolean oneBucket = migration.sourceBucket().equals(migration.targetBucket());
            listing.forEach(migration.targetBucket(), migration.targetPrefix(), object -> {
                if (!oneBucket || !object.key().startsWith(migration.legacyPrefix())) {
                    sort.add(CopyEntries.ofTarget(object));
                }
            });
            NearMissPattern nearMisses = NearMissPattern.of(migration);
            table.forEach(row -> {
                for (String key : named(row, nearMisses)) {
                    sort.add(CopyEntries.ofTable(newKey(key), key, columns.nameOf(row.column(), row.key())));
                }
            });
            ManifestDecisions decisions = new ManifestDecisions(files, columns);
            sort.forEach(decisions);
            decisions.end();
            files.finish();
            return new ManifestResult(files.objects(), files.leftOut());
        }
    }

    /** Legacy keys that a row names, or may mean: what is to be deleted is nothing that may be meant. */
    private Set<String> named(TableWalk.Found row, NearMissPattern nearMisses) {
        return switch (row.kind()) {
            case LEGACY ->
                migration
                        .paths()
                        .read(row.text())
                        .map(path -> Set.of(path.sourceKey()))
                        .orElse(Set.of());
            case NEAR_MISS -> nearMisses.keys(row.path());
            case TARGET -> Set.of();
        };
    }

    private byte[] newKey(String path) {
        // a row may have failed because its path means no object
        String by = path.startsWith(migration.legacyPrefix()) ? migration.newKey(path) : path;
        return by.getBytes(StandardCharsets.UTF_8);
    }
}
