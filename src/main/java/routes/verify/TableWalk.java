package routes.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** Reads the rows that hold a legacy or a new path, or look as if they meant a legacy one, window by window. */
public final class TableWalk {

    private static final int PAGE = 10_000;

    private final WindowedQuery<Found> rows;

    /** What a path is. */
    public enum Kind {
        LEGACY,
        TARGET,
        NEAR_MISS
    }

    /**
     * A row.
     *
     * @param key the row key in its text form
     * @param path as UTF-8 bytes
     */
    public record Found(String key, byte[] path, Kind kind) {

        /** The path as text; what is not UTF-8 is replaced. */
        public String text() {
            return new String(path, StandardCharsets.UTF_8);
        }
    }

    /** Takes rows, one after the other. */
    public interface Visitor {
        void visit(Found row) throws IOException;
    }

    public TableWalk(TableSchema schema, Sql statements, DataSource dataSource) {
        this.rows = new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.TABLE,
                statements.get(TableWalk.class, "walk"),
                (row, number) -> new Found(
                        schema.keyType().read(row, 1), row.getBytes(2), kind(row.getBoolean(3), row.getBoolean(4))),
                Found::key,
                PAGE);
    }

    /** Visits them all, in the order of the row key. */
    public void forEach(Visitor visitor) throws IOException {
        rows.forEach(page -> {
            for (Found row : page) {
                visitor.visit(row);
            }
        });
    }

    private static Kind kind(boolean legacy, boolean target) {
        if (legacy) {
            return Kind.LEGACY;
        }
        return target ? Kind.TARGET : Kind.NEAR_MISS;
    }
}
