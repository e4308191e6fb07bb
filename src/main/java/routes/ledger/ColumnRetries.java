package routes.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.fault.Reason;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** The failed rows of one column that an operator wants tried again. */
final class ColumnRetries {

    /** Rows marked by one statement. */
    private static final int PAGE = 5000;

    private static final String WHICH = "${which}";

    private final TableSchema schema;
    private final Sql statements;
    private final DataSource database;
    private final JdbcTemplate jdbc;

    ColumnRetries(Column column, DataSource dataSource) {
        this.schema = column.schema();
        this.statements = column.statements();
        this.database = dataSource;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Marks all failed rows, in short transactions: the ledger may hold millions of them.
     *
     * @param reasons only rows that failed for one of these; empty: whatever the reason
     * @return rows marked now
     */
    long mark(List<Reason> reasons) {
        LongAdder marked = new LongAdder();
        WindowedQuery<String> failed = WindowedQuery.ofLedgerKeys(
                statements,
                database,
                statements.get(Retries.class, "retry-keys").replace(WHICH, which(reasons)),
                PAGE);
        failed.forEach(
                keys -> {
                    if (!keys.isEmpty()) {
                        marked.add(mark(keys.get(0), keys.get(keys.size() - 1), reasons));
                    }
                },
                names(reasons));
        return marked.sum();
    }

    /**
     * Marks one row, if it is a failed one that waits for nothing yet.
     *
     * @throws IllegalArgumentException when the text is no key of the table
     */
    boolean mark(String key, List<Reason> reasons) {
        return mark(key, key, reasons) > 0;
    }

    /** Whether a further pass would find a marked row. */
    boolean arePending() {
        return WindowedQuery.ofLedgerKeys(statements, database, statements.get(Retries.class, "retry-pending"), 1)
                .any()
                .isPresent();
    }

    private static Object[] names(List<Reason> reasons) {
        return reasons.stream().map(Reason::name).toArray();
    }

    private long mark(String first, String last, List<Reason> reasons) {
        List<Object> values = new ArrayList<>();
        values.add(schema.keyType().value(first));
        values.add(schema.keyType().value(last));
        reasons.forEach(reason -> values.add(reason.name()));
        return jdbc.update(
                statements.get(Retries.class, "retry-range").replace(WHICH, which(reasons)), values.toArray());
    }

    private static String which(List<Reason> reasons) {
        return reasons.isEmpty()
                ? "TRUE"
                : "reason IN ("
                        + String.join(", ", reasons.stream().map(reason -> "?").toList()) + ")";
    }
}
