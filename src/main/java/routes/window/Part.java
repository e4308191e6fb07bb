package routes.window;

import java.util.List;

/**
 * What one statement found.
 *
 * @param rows in the order of keys
 * @param through the last key that was looked at, from which to go on; null when nothing follows
 */
public record Part<T>(List<T> rows, String through) {

    /** Whether the table, or the ledger, ends here. */
    public boolean isLast() {
        return through == null;
    }
}
