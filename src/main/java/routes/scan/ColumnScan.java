package routes.scan;

import java.util.Optional;
import javax.sql.DataSource;
import routes.ledger.Column;
import routes.queue.ScanState;
import routes.table.NearMissPattern;
import routes.table.NearMisses;
import routes.window.Part;
import routes.window.WindowedQuery;

/** The scan of one column: its table, window by window. */
final class ColumnScan implements AutoCloseable {

    private final Column column;
    private final int jobRows;
    private final NearMissPattern pattern;
    private final ReadAhead rows;
    private Looked looked;

    /**
     * @param pageRows most rows to migrate that one query reads
     * @param jobRows rows in one job
     */
    ColumnScan(Column column, DataSource dataSource, int pageRows, int jobRows) {
        this.column = column;
        this.jobRows = jobRows;
        this.pattern = NearMissPattern.of(column.migration());
        this.rows = new ReadAhead(new WindowedQuery<>(
                column.statements(),
                dataSource,
                WindowedQuery.Over.TABLE,
                column.statements().get(Scanner.class, "scan"),
                (row, number) -> new Found(
                        column.keyType().read(row, 1),
                        row.getBytes(2),
                        row.getInt(3),
                        row.getBoolean(4),
                        row.getBoolean(5)),
                Found::key,
                pageRows));
    }

    /** What a window holds. What needs no copy to fail is recorded: it is not found again. */
    record Window(FoundJobs found, Part<Found> part) {

        /** Whether nothing of the table is left to migrate. */
        boolean isEnd() {
            return part.isLast() && part.rows().stream().noneMatch(Found::legacy);
        }
    }

    /** Looks at the next window. */
    synchronized Window next(ScanState state) {
        Optional<Looked> before = Optional.ofNullable(looked).filter(window -> window.isAt(state));
        Part<Found> part = rows.after(state.pass(), before.map(Looked::through).orElse(state.cursor()));
        FoundJobs found = new FoundJobs(
                column, pattern, state, jobRows, before.map(Looked::seen).orElse(NearMisses.NONE));
        part.rows().forEach(found::add);
        found.end();
        if (!found.failed().isEmpty()) {
            column.ledger().record(found.failed());
        }
        if (!found.jobs().isEmpty()) {
            String last = found.jobs().get(found.jobs().size() - 1).through();
            looked = part.isLast() ? null : new Looked(state.pass(), last, part.through(), found.seen());
            if (!part.isLast()) {
                rows.begin(state.pass(), part.through());
            }
        }
        return new Window(found, part);
    }

    @Override
    public void close() {
        rows.close();
    }
}
