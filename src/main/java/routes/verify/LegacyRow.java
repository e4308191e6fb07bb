package routes.verify;

/**
 * A row that still holds a legacy path, and the path as it stands there, in one text, as it travels through files.
 *
 * @param row the row, as {@link routes.ledger.RowName} writes it
 */
record LegacyRow(String row, String path) {

    private static final char BETWEEN = ':';

    String text() {
        return path.length() + Character.toString(BETWEEN) + path + row;
    }

    /** Reads what {@link #text} has written. */
    static LegacyRow parse(String text) {
        int begin = text.indexOf(BETWEEN) + 1;
        int end = begin + Integer.parseInt(text.substring(0, begin - 1));
        return new LegacyRow(text.substring(end), text.substring(begin, end));
    }
}
