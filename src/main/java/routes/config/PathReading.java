package routes.config;

/**
 * A path as the column holds it, taken apart.
 *
 * @param key of the object
 * @param keyEnds where in the text the key ends, and what follows it begins
 */
public record PathReading(String key, int keyEnds) {}
