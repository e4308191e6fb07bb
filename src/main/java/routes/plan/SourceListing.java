package routes.plan;

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
import routes.verify.Listing;
import routes.verify.TableWalk;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks at every object under the legacy prefix through the bucket's listing, and at the rows that point at it. */
public final class SourceListing {

    private final Migration migration;
    private final Listing listing;
    private final TableWalk table;
    private final Path directory;
    private final long memory;

    /**
     * What the listing shows.
     *
     * @param objects of the rows, each once
     * @param unreferenced objects under the legacy prefix that no row points at, which are not migrated
     * @param unreadable the first of the objects whose key the listing does not say in full
     */
    public record Found(ObjectFindings.Sums objects, long unreferenced, List<String> unreadable) {}

    /**
     * @param memory bytes to sort with
     */
    public SourceListing(Migration migration, Listing listing, TableWalk table, Path directory, long memory) {
        this.migration = migration;
        this.listing = listing;
        this.table = table;
        this.directory = directory;
        this.memory = memory;
    }

    /**
     * Looks at all of it.
     *
     * @param read runs for each row and object that was read
     */
    public Found look(Runnable read) throws IOException {
        try (ExternalSort sort = new ExternalSort(directory, memory)) {
            table.forEach(row -> {
                Optional<ObjectPath> path =
                        row.kind() == TableWalk.Kind.LEGACY ? migration.paths().read(row.text()) : Optional.empty();
                if (path.isPresent()) {
                    byte[] key = path.get().sourceKey().getBytes(StandardCharsets.UTF_8);
                    sort.add(new Entry(key, Entry.Kind.LEGACY_ROW, 0, ""));
                    read.run();
                }
            });
            listing.forEach(migration.sourceBucket(), migration.legacyPrefix(), object -> {
                sort.add(entry(object));
                read.run();
            });
            Match match = new Match();
            sort.forEach(match);
            match.end();
            return new Found(match.findings.sums(true), match.unreferenced, listing.unreadableExamples());
        }
    }

    private static Entry entry(S3Object object) {
        Entry.Kind kind = ObjectFindings.isArchive(object.storageClassAsString())
                ? Entry.Kind.ARCHIVED_SOURCE_OBJECT
                : Entry.Kind.SOURCE_OBJECT;
        return new Entry(object.key().getBytes(StandardCharsets.UTF_8), kind, object.size(), "");
    }

    /** Puts together what has one key: the object first, then its rows. */
    private static final class Match implements ExternalSort.Visitor {

        private final ObjectFindings findings = new ObjectFindings();
        private long unreferenced;
        private byte[] key;
        private Entry object;
        private boolean referenced;

        @Override
        public void visit(Entry entry) {
            if (key == null || !Arrays.equals(key, entry.key())) {
                end();
                key = entry.key();
            }
            if (entry.isRow()) {
                referenced = true;
            } else {
                object = entry;
            }
        }

        void end() {
            if (object != null && referenced) {
                findings.found(object.size(), object.kind() == Entry.Kind.ARCHIVED_SOURCE_OBJECT);
            } else if (object != null) {
                unreferenced++;
            } else if (referenced) {
                findings.missing();
            }
            object = null;
            referenced = false;
        }
    }
}
