package routes.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import routes.config.Migration;
import routes.config.PathForms;
import routes.ledger.RowName;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What there is: the rows of the table, and the objects of both buckets. */
public final class Inventory {

    private final Migration migration;
    private final TableWalk table;
    private final Listing listing;

    public Inventory(Migration migration, TableWalk table, Listing listing) {
        this.migration = migration;
        this.table = table;
        this.listing = listing;
    }

    /**
     * Visits all of it, from two threads. The table first: a row that holds a new path then has its object in the listing that follows, during a run too.
     */
    public void forEach(ExternalSort.Visitor entries) throws IOException {
        table.forEach(row -> entries.visit(entry(row)));
        CompletableFuture<Void> source = CompletableFuture.runAsync(() -> list(
                migration.sourceBucket(),
                migration.legacyPrefix(),
                object -> entries.visit(entry(object, migration.newKey(object.key()), Entry.Kind.SOURCE_OBJECT))));
        boolean oneBucket = migration.sourceBucket().equals(migration.targetBucket());
        try {
            list(migration.targetBucket(), migration.targetPrefix(), object -> {
                if (!oneBucket || !object.key().startsWith(migration.legacyPrefix())) {
                    entries.visit(entry(object, object.key(), Entry.Kind.TARGET_OBJECT));
                }
            });
        } finally {
            join(source);
        }
    }

    /** By the key of the copy that the row points at, or would; a row whose path means none, by its path. */
    private Entry entry(TableWalk.Found row) {
        PathForms paths = migration.paths();
        return switch (row.kind()) {
            case LEGACY ->
                new Entry(
                        paths.read(row.text())
                                .map(path -> bytes(path.targetKey()))
                                .orElse(row.path()),
                        Entry.Kind.LEGACY_ROW,
                        0,
                        new LegacyRow(RowName.text(row.column(), row.key()), row.text()).text());
            case TARGET ->
                new Entry(
                        paths.newKey(row.text()).map(Inventory::bytes).orElse(row.path()),
                        Entry.Kind.ROW,
                        0,
                        RowName.text(row.column(), row.key()));
            case NEAR_MISS -> new Entry(row.path(), Entry.Kind.NEAR_MISS_ROW, 0, RowName.text(row.column(), row.key()));
        };
    }

    private static void join(CompletableFuture<Void> task) throws IOException {
        try {
            task.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void list(String bucket, String prefix, Listing.Visitor visitor) {
        try {
            listing.forEach(bucket, prefix, visitor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(S3Object object, String key, Entry.Kind kind) {
        return new Entry(
                bytes(key),
                kind,
                object.size(),
                object.eTag() == null ? "" : object.eTag().replace("\"", ""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
