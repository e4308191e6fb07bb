package routes.ledger;

import java.util.List;
import javax.sql.DataSource;
import routes.fault.Reason;

/** The failed rows that an operator wants tried again: a mark in the ledger, which the next pass of a scan obeys. */
public final class Retries {

    private final List<ColumnRetries> all;

    public Retries(Columns columns, DataSource dataSource) {
        this.all = columns.all().stream()
                .map(column -> new ColumnRetries(column, dataSource))
                .toList();
    }

    /**
     * Marks all failed rows, in short transactions: a ledger may hold millions of them.
     *
     * @param reasons only rows that failed for one of these; empty: whatever the reason
     * @return rows marked now
     */
    public long mark(List<Reason> reasons) {
        return all.stream().mapToLong(column -> column.mark(reasons)).sum();
    }

    /** The same of one column. */
    public long mark(int column, List<Reason> reasons) {
        return all.get(column).mark(reasons);
    }

    /**
     * Marks one row of a column, if it is a failed one that waits for nothing yet.
     *
     * @throws IllegalArgumentException when the text is no key of the table
     */
    public boolean mark(int column, String key, List<Reason> reasons) {
        return all.get(column).mark(key, reasons);
    }

    /** Whether a further pass would find a marked row. */
    public boolean arePending() {
        return all.stream().anyMatch(ColumnRetries::arePending);
    }
}
