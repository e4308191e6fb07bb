package routes.plan;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.table.RowKeyType;
import routes.table.Sql;
import routes.table.TableSchema;

/** Estimates what a migration puts on the server, from the table's own keys and paths. */
public final class LoadEstimate {

    /** Keys to look at: the first ones, which cost nothing to find. */
    private static final int KEYS = 1000;

    /** What a number takes, at most. */
    private static final int NUMBER_BYTES = 8;

    private final Migration migration;
    private final RowKeyType keyType;
    private final String question;
    private final JdbcTemplate jdbc;

    public LoadEstimate(TableSchema schema, Sql statements, JdbcTemplate jdbc) {
        this.migration = schema.migration();
        this.keyType = schema.keyType();
        this.question = statements.get(LoadEstimate.class, "load");
        this.jdbc = jdbc;
    }

    /**
     * The load of a migration.
     *
     * @param rows to migrate
     * @param sample of their paths
     */
    public ServerLoad of(long rows, Collection<ObjectPath> sample) {
        double path = mean(sample.stream().map(each -> bytes(each.text())).toList());
        double newPath = mean(sample.stream().map(each -> bytes(each.newText())).toList());
        return jdbc.queryForObject(
                question,
                (row, number) -> ServerLoad.of(
                        rows,
                        new ServerLoad.Means(
                                keyType == RowKeyType.NUMBER ? NUMBER_BYTES : row.getDouble(1),
                                path,
                                newPath,
                                row.getDouble(2)),
                        log(row.getBoolean(3), row.getString(4))),
                KEYS,
                migration.database(),
                migration.table());
    }

    private static ServerLoad.BinaryLog log(boolean enabled, String image) {
        if (!enabled) {
            return ServerLoad.BinaryLog.OFF;
        }
        return "MINIMAL".equals(image) ? ServerLoad.BinaryLog.MINIMAL : ServerLoad.BinaryLog.FULL;
    }

    private static double mean(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).average().orElse(0);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
