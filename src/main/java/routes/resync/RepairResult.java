package routes.resync;

import java.util.List;

/**
 * What became of rows.
 *
 * @param repaired their object is at the new key, as the legacy one is
 * @param written the application has written the object at the new key: it stays
 * @param lost they point at nothing or at an old object, and there is none to copy, or it cannot be copied
 * @param examples the first of those that are lost
 */
public record RepairResult(long repaired, long written, long lost, List<Finding> examples) {}
