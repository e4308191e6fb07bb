package routes.plan;

import java.util.Arrays;
import routes.scan.NamedKey;
import routes.sort.Entry;
import routes.sort.ExternalSort;

/** Counts what comes in order: by key, or by {@link NamedKey}, where what is copied to one key lies together. */
final class ObjectGroups implements ExternalSort.Visitor {

    private long objects;
    private long collisions;
    private byte[] latest;
    private long rowsOfName;
    private long objectsOfName;

    @Override
    public void visit(Entry entry) {
        byte[] key = entry.key();
        if (latest == null || !Arrays.equals(latest, key)) {
            if (latest != null && !NamedKey.areOfOneName(latest, key)) {
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

    /** Different objects. */
    long objects() {
        return objects;
    }

    /** Rows whose objects would be copied to the key of another. */
    long collisions() {
        return collisions;
    }
}
