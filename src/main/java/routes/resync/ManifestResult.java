package routes.resync;

import java.util.Map;

/**
 * What was found.
 *
 * @param objects legacy objects that may be deleted
 * @param leftOut legacy objects that may not, by reason
 */
public record ManifestResult(long objects, Map<LeftOut, Long> leftOut) {}
