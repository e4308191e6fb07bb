package routes.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.sql.DataSource;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** Reads the rows under the legacy and the new prefix window by window. */
public final class TableWalk {

    private static final int PAGE = 10_000;

    private final byte[] legacy;
    private final byte[] target;
    private final WindowedQuery<Found> rows;

    /** Takes rows, one after the other. */
    public interface Visitor {
        /**
         * Takes one row.
         *
         * @param key the row key in its text form
         * @param path the path, as UTF-8 bytes
         * @param legacy whether it lies under the legacy prefix
         */
        void visit(String key, byte[] path, boolean legacy) throws IOException;
    }

    public TableWalk(TableSchema schema, Sql statements, DataSource dataSource) {
        this.legacy = schema.migration().legacyPrefixBytes();
        this.target = schema.migration().targetPrefix().getBytes(StandardCharsets.UTF_8);
        this.rows = new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.TABLE,
                statements.get(TableWalk.class, "walk"),
                (row, number) -> new Found(schema.keyType().read(row, 1), row.getBytes(2)),
                Found::key,
                PAGE);
    }

    public void forEach(Visitor visitor) throws IOException {
        rows.forEach(
                page -> {
                    for (Found row : page) {
                        visitor.visit(row.key(), row.path(), startsWith(row.path(), legacy));
                    }
                },
                legacy.length,
                legacy,
                target.length,
                target);
    }

    private record Found(String key, byte[] path) {}

    private static boolean startsWith(byte[] path, byte[] prefix) {
        return path.length >= prefix.length && Arrays.equals(path, 0, prefix.length, prefix, 0, prefix.length);
    }
}
