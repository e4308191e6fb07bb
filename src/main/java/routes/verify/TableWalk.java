package routes.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import routes.ledger.Column;
import routes.table.Sql;
import routes.window.WindowedQuery;

/** Reads the rows of the columns that hold a legacy or a new path, or look as if they meant a legacy one, window by window. */
public final class TableWalk {

    private static final int PAGE = 10_000;

    private final List<WindowedQuery<Found>> columns;

    /** What a path is. */
    public enum Kind {
        LEGACY,
        TARGET,
        NEAR_MISS
    }

    /**
     * A row.
     *
     * @param column number of its column
     * @param key the row key in its text form
     * @param path as UTF-8 bytes
     */
    public record Found(int column, String key, byte[] path, Kind kind) {

        /** The path as text; what is not UTF-8 is replaced. */
        public String text() {
            return new String(path, StandardCharsets.UTF_8);
        }
    }

    /** Takes rows, one after the other. */
    public interface Visitor {
        void visit(Found row) throws IOException;
    }

    public TableWalk(List<Column> columns, DataSource dataSource) {
        this.columns = columns.stream().map(column -> rows(column, dataSource)).toList();
    }

    private static WindowedQuery<Found> rows(Column column, DataSource dataSource) {
        Sql statements = column.statements();
        return new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.TABLE,
                statements.get(TableWalk.class, "walk"),
                (row, number) -> new Found(
                        column.number(),
                        column.keyType().read(row, 1),
                        row.getBytes(2),
                        kind(row.getBoolean(3), row.getBoolean(4))),
                Found::key,
                PAGE);
    }

    /** Visits them all, in the order of column and row key. */
    public void forEach(Visitor visitor) throws IOException {
        for (WindowedQuery<Found> rows : columns) {
            rows.<IOException>forEach(page -> {
                for (Found row : page) {
                    visitor.visit(row);
                }
            });
        }
    }

    private static Kind kind(boolean legacy, boolean target) {
        if (legacy) {
            return Kind.LEGACY;
        }
        return target ? Kind.TARGET : Kind.NEAR_MISS;
    }
}
