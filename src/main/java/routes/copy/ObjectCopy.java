package routes.copy;

import java.util.List;
import java.util.Map;
import routes.table.Row;

/**
 * One object to copy.
 *
 * @param from key in the source bucket
 * @param to key in the target bucket
 * @param ours ETag of a copy that the ledger has of before: what it stands for may be overwritten with a newer one; null when there is none
 * @param rows the rows that name it: copied once, all of them are rewritten
 * @param likely whether the object is likely to be at the new key already, so that looking there first costs less
 * @param newPaths what the rows are to hold, by what they hold, where that is not the new key
 */
public record ObjectCopy(
        String from, String to, String ours, boolean likely, List<Row> rows, Map<String, String> newPaths) {

    /** A copy to a key that the migration has written nothing to yet. */
    public ObjectCopy(String from, String to, List<Row> rows) {
        this(from, to, null, false, rows, Map.of());
    }

    /** What a row is to hold. */
    public String newPath(Row row) {
        return newPaths.getOrDefault(row.path(), to);
    }
}
