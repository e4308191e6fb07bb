package routes.resync;

/** A row of the table that holds a legacy key. */
record TableRow(String path, String key) {}
