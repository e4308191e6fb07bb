package routes.status;

import java.util.Map;
import java.util.Objects;

/**
 * An exact count of what became of the rows of one column.
 *
 * @param column {@code TABLE.COLUMN}
 * @param total rows that the migration has to do with, done or not; null when the table was not counted
 * @param waiting rows {@code COPIED}, which are not rewritten yet
 * @param superseded rows that the application changed meanwhile
 * @param rolledBack rows written back to the legacy path
 * @param exceptions failed rows by reason
 */
public record ColumnCensus(
        String column,
        Long total,
        long waiting,
        long applied,
        long superseded,
        long rolledBack,
        long failed,
        Map<String, Long> exceptions) {

    /** Of a column of which nothing is done yet, and whose table is not counted. */
    static ColumnCensus nothing(String column) {
        return new ColumnCensus(column, null, 0, 0, 0, 0, 0, Map.of());
    }

    public ColumnCensus {
        Objects.requireNonNull(column, "a column has a name");
        exceptions = Map.copyOf(exceptions);
        exceptions.values().forEach(Plausible::counts);
        Plausible.counts(waiting, applied, superseded, rolledBack, failed, total == null ? 0 : total);
    }

    ColumnCensus withTotal(Long counted) {
        return new ColumnCensus(column, counted, waiting, applied, superseded, rolledBack, failed, exceptions);
    }
}
