package routes.ledger;

/**
 * A row of one of the columns.
 *
 * @param column number of the column
 * @param key the row key
 * @param name what it is called for people
 */
public record RowName(int column, String key, String name) {

    private static final char BETWEEN = ':';

    /** Column and key in one text, as it travels through files. */
    public static String text(int column, String key) {
        return column + Character.toString(BETWEEN) + key;
    }

    /** Reads what {@link #text} has written. */
    public static RowName parse(String text, Columns columns) {
        int end = text.indexOf(BETWEEN);
        int column = Integer.parseInt(text.substring(0, end));
        String key = text.substring(end + 1);
        return new RowName(column, key, columns.nameOf(column, key));
    }
}
