package routes.scan;

import java.util.Arrays;
import java.util.BitSet;
import routes.sort.Entry;
import routes.sort.ExternalSort;

/** Finds out of which names there are several objects, in keys that come in the order of {@link NamedKey}. */
final class CollidingNames implements ExternalSort.Visitor {

    private final BitSet colliding = new BitSet();
    private byte[] latest;
    private int names;
    private boolean several;

    @Override
    public void visit(Entry entry) {
        byte[] key = entry.key();
        if (latest != null && !NamedKey.areOfOneName(latest, key)) {
            endName();
        } else if (latest != null && !Arrays.equals(latest, key)) {
            several = true;
        }
        latest = key;
    }

    /** The places of those names, from 0, in the order of the names. */
    BitSet end() {
        endName();
        return colliding;
    }

    private void endName() {
        colliding.set(names, several);
        names++;
        several = false;
    }
}
