package routes.embedded;

/**
 * A row of the sample.
 *
 * @param path what it holds
 */
record DemoRow(long key, String path) {}
