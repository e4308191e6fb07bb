package routes.resync;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import routes.ledger.Columns;
import routes.ledger.RowCopy;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.verify.ReadableListing;

/** Decides for the legacy objects of one new key after the other; with the mapping to base names there may be several. */
final class ManifestDecisions implements ExternalSort.Visitor {

    private final ManifestFiles files;
    private final Columns columns;
    private final Map<String, ManifestCandidate> candidates = new LinkedHashMap<>();
    private byte[] key;
    private String targetTag;

    ManifestDecisions(ManifestFiles files, Columns columns) {
        this.files = files;
        this.columns = columns;
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
                    candidates.get(copy.path()).ledger(copy, columns.nameOf(copy.column(), copy.key()));
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
                files.leaveOut(known.getKey(), candidate.row(), candidate.why().get());
            } else {
                files.add(known.getKey(), candidate.version());
            }
        }
        candidates.clear();
    }
}
