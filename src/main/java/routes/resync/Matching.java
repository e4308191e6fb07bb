package routes.resync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import routes.ledger.RowCopy;
import routes.sort.Entry;
import routes.sort.ExternalSort;

/** Puts together what has one legacy key, in entries that come in order: the object, then the copies that the ledger has of it. */
final class Matching implements ExternalSort.Visitor {

    /** Rows that are dealt with at once: a picture that all new users get is named by millions. */
    private static final int MOST_ROWS = 1000;

    private final Sink sink;
    private byte[] key;
    private Optional<SourceObject> object = Optional.empty();
    private List<RowCopy> copies = new ArrayList<>();

    /** Takes the copies of an object. */
    interface Sink {
        /**
         * Takes some copies.
         *
         * @param object what is at the legacy key now, if the listing has it
         * @param copies at least one
         */
        void take(String path, Optional<SourceObject> object, List<RowCopy> copies);
    }

    Matching(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void visit(Entry entry) {
        if (key == null || !Arrays.equals(key, entry.key())) {
            end();
            key = entry.key();
            object = Optional.empty();
        }
        if (entry.isRow()) {
            copies.add(CopyEntries.copy(entry));
            if (copies.size() == MOST_ROWS) {
                end();
            }
        } else {
            object = Optional.of(CopyEntries.object(entry));
        }
    }

    /** Hands over what is left of the last key. */
    void end() {
        if (!copies.isEmpty()) {
            List<RowCopy> taken = copies;
            copies = new ArrayList<>();
            sink.take(taken.get(0).path(), object, taken);
        }
    }
}
