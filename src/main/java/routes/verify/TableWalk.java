package routes.verify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.table.Sql;
import routes.table.TableSchema;

/** Reads the rows under the legacy and the new prefix in keyset pages. */
public final class TableWalk {

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;
    private final int pageRows;

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

    /**
     * @param pageRows rows read by one query
     */
    public TableWalk(TableSchema schema, Sql statements, DataSource dataSource, int pageRows) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
        this.pageRows = pageRows;
    }

    public void forEach(Visitor visitor) throws IOException {
        byte[] legacy = bytes(schema.migration().legacyPrefix());
        byte[] target = bytes(schema.migration().targetPrefix());
        String after = null;
        List<Found> page;
        do {
            List<Object> values = new ArrayList<>();
            if (after != null) {
                values.add(schema.keyType().value(after));
            }
            values.addAll(List.of(legacy.length, legacy, target.length, target, pageRows));
            page = jdbc.query(
                    statements.get(TableWalk.class, "walk", after == null ? "" : statements.afterKey()),
                    (row, number) -> new Found(schema.keyType().read(row, 1), row.getBytes(2)),
                    values.toArray());
            for (Found row : page) {
                visitor.visit(row.key(), row.path(), startsWith(row.path(), legacy));
                after = row.key();
            }
        } while (page.size() == pageRows);
    }

    private record Found(String key, byte[] path) {}

    private static boolean startsWith(byte[] path, byte[] prefix) {
        return path.length >= prefix.length && Arrays.equals(path, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
