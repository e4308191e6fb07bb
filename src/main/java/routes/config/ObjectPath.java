package routes.config;

/**
 * What a path in the column means.
 *
 * @param text the path as the column holds it
 * @param sourceKey key of the legacy object
 * @param targetKey key of its copy
 * @param newText what the column is to hold
 */
public record ObjectPath(String text, String sourceKey, String targetKey, String newText) {}
