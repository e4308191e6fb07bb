package routes.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import routes.ledger.Column;
import routes.table.NearMisses;
import routes.window.WindowedQuery;

/** Counts the rows of the production tables by what a migration would make of them. */
public final class TableCounts {

    private final List<Column> columns;
    private final DataSource database;

    /**
     * The counts, in rows.
     *
     * @param table all rows
     * @param legacy rows that hold a legacy path, which would be migrated
     * @param target rows that hold a new path already
     * @param empty rows without a path
     * @param nearMisses rows that look as if they meant a legacy object, and are written in a form that is not migrated
     * @param unusable rows to migrate whose path or new path is too long, or is not encoded as it should be
     * @param objects different objects among those of the rows to migrate: the copies to make
     * @param collisions rows whose objects would be copied to the key of another
     * @param nearMissForms near misses by form
     */
    public record Counts(
            long table,
            long legacy,
            long target,
            long empty,
            long nearMisses,
            long unusable,
            long objects,
            long collisions,
            Map<String, NearMisses.Form> nearMissForms) {

        /** Rows that share their object with another. */
        public long duplicates() {
            return legacy - objects;
        }
    }

    public TableCounts(List<Column> columns, DataSource database) {
        this.columns = List.copyOf(columns);
        this.database = database;
    }

    /**
     * Counts, window by window.
     *
     * @param paths what is known of the paths already
     */
    public Counts count(PathCensus.Found paths) {
        long[] sums = new long[2];
        for (Column column : columns) {
            WindowedQuery<long[]> counts = new WindowedQuery<>(
                    column.statements(),
                    database,
                    WindowedQuery.Over.TABLE,
                    column.statements().get(TableCounts.class, "counts"),
                    (row, number) -> new long[] {row.getLong(1), row.getLong(2)});
            counts.forEach(window -> Arrays.setAll(sums, figure -> sums[figure] + window.get(0)[figure]));
        }
        return new Counts(
                sums[0],
                paths.legacy(),
                paths.target(),
                sums[1],
                paths.nearMisses().rows(),
                paths.unusable(),
                paths.objects(),
                paths.collisions(),
                paths.nearMisses().forms());
    }
}
