package routes.resync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import routes.config.Migration;
import routes.ledger.Copies;
import routes.ledger.RowCopy;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.table.NearMissPattern;
import routes.verify.Listing;
import routes.verify.ReadableListing;
import routes.verify.TableWalk;

/**
 * Finds the legacy objects that may be deleted, and deletes none: those whose rows are all rewritten, which have not changed since their
 * copy, whose copy is at the new key as it was made, and which no row of the table names any more. Ledger, listings and table are read one
 * after the other, the table last, and put together by the new key, on disk where memory does not hold them.
 */
public final class Manifest {

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
    public Manifest(Migration migration, Copies copies, Listing listing, TableWalk table, Path directory, long memory) {
        this.migration = migration;
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
                    sort.add(CopyEntries.ofTable(newKey(key), key, row.key()));
                }
            });
            Decisions decisions = new Decisions(files);
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

    /** Decides for the legacy objects of one new key after the other; with the mapping to base names there may be several. */
    private static final class Decisions implements ExternalSort.Visitor {

        private final ManifestFiles files;
        private final Map<String, ManifestCandidate> candidates = new LinkedHashMap<>();
        private byte[] key;
        private String targetTag;

        Decisions(ManifestFiles files) {
            this.files = files;
        }

        @Override
        public void visit(Entry entry) throws IOException {
            if (key == null || !Arrays.equals(key, entry.key())) {
                end();
                key = entry.key();
                targetTag = null;
            }
            switch (entry.kind()) {
                case TARGET_OBJECT -> targetTag = entry.info();
                case SOURCE_OBJECT, ARCHIVED_SOURCE_OBJECT -> object(entry);
                case ROW -> {
                    RowCopy copy = CopyEntries.copy(entry);
                    if (candidates.containsKey(copy.path())) {
                        candidates.get(copy.path()).ledger(copy);
                    }
                }
                case LEGACY_ROW, NEAR_MISS_ROW -> {
                    TableRow row = CopyEntries.tableRow(entry);
                    if (candidates.containsKey(row.path())) {
                        candidates.get(row.path()).table(row.key());
                    }
                }
            }
        }

        private void object(Entry entry) {
            String path = CopyEntries.path(entry);
            ManifestCandidate candidate = new ManifestCandidate(CopyEntries.object(entry), targetTag);
            if (path.contains(ReadableListing.UNREADABLE)) {
                candidate.unreadable();
            }
            candidates.put(path, candidate);
        }

        void end() throws IOException {
            for (Map.Entry<String, ManifestCandidate> known : candidates.entrySet()) {
                ManifestCandidate candidate = known.getValue();
                if (candidate.why().isPresent()) {
                    files.leaveOut(
                            known.getKey(), candidate.row(), candidate.why().get());
                } else {
                    files.add(known.getKey(), candidate.version());
                }
            }
            candidates.clear();
        }
    }
}
