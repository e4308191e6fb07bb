package routes.window;

/**
 * A part of the table, or of the ledger, in the order of keys.
 *
 * @param after the key before the first one; null at the beginning
 * @param through the last key; null when the window reaches to the end
 */
public record Window(String after, String through) {

    /** Whether nothing follows. */
    public boolean isLast() {
        return through == null;
    }
}
