package routes.resync;

/**
 * A row of a table that holds a legacy key.
 *
 * @param key what the row is called
 */
record TableRow(String path, String key) {}
