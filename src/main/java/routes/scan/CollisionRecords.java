package routes.scan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import routes.config.ObjectPath;
import routes.fault.Reason;
import routes.ledger.Columns;
import routes.ledger.Outcome;
import routes.sort.Entry;
import routes.sort.ExternalSort;
import routes.table.Row;

/** Records the rows whose objects collide, in keys that come in the order of {@link NamedKey}. */
final class CollisionRecords implements ExternalSort.Visitor {

    private static final int BATCH = 1000;

    private final Columns columns;
    private final BitSet colliding;
    private final Map<Integer, List<Outcome>> outcomes = new HashMap<>();
    private final List<Entry> first = new ArrayList<>();
    private byte[] latest;
    private byte[] firstKey;
    private int name;

    /**
     * @param colliding the places of the names of which there are several objects
     */
    CollisionRecords(Columns columns, BitSet colliding) {
        this.columns = columns;
        this.colliding = colliding;
    }

    /** A row in one text. Key and path may have any character. */
    static String info(int column, String key, String path) {
        return column + ":" + key.length() + ":" + key + path;
    }

    @Override
    public void visit(Entry entry) {
        byte[] key = entry.key();
        if (latest != null && !NamedKey.areOfOneName(latest, key)) {
            endFirst("another object");
            name++;
            firstKey = null;
        }
        latest = key;
        if (!colliding.get(name)) {
            return;
        }
        firstKey = firstKey == null ? key : firstKey;
        if (!Arrays.equals(firstKey, key)) {
            endFirst(NamedKey.key(key));
            record(entry, NamedKey.key(firstKey), NamedKey.key(key));
        } else if (entry.kind() == Entry.Kind.LEGACY_ROW) {
            first.add(entry);
            if (first.size() == BATCH) {
                endFirst("another object");
            }
        }
    }

    /** Records what is left. */
    void end() {
        endFirst("another object");
        outcomes.keySet().forEach(this::flush);
    }

    /** Rows of the first object of a name, of which the other is known now, or is not waited for. */
    private void endFirst(String other) {
        first.forEach(entry -> record(entry, NamedKey.key(entry.key()), other));
        first.clear();
    }

    private void record(Entry entry, String one, String other) {
        if (entry.kind() != Entry.Kind.LEGACY_ROW || entry.size() < 0) {
            return;
        }
        int number = entry.info().indexOf(':');
        int column = Integer.parseInt(entry.info().substring(0, number));
        int colon = entry.info().indexOf(':', number + 1);
        int path = colon + 1 + Integer.parseInt(entry.info().substring(number + 1, colon));
        Row row = new Row(entry.info().substring(colon + 1, path), entry.info().substring(path), (int) entry.size());
        List<Outcome> ofColumn = outcomes.computeIfAbsent(column, first -> new ArrayList<>());
        ofColumn.add(Outcome.failed(
                row,
                columns.migration()
                        .paths()
                        .read(row.path())
                        .map(ObjectPath::newText)
                        .orElse(""),
                Reason.KEY_COLLISION,
                one + " and " + other + " map to the same key"));
        if (ofColumn.size() == BATCH) {
            flush(column);
        }
    }

    private void flush(int column) {
        columns.get(column).ledger().record(outcomes.get(column));
        outcomes.get(column).clear();
    }
}
