package routes.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.fault.Reason;
import routes.table.Sql;
import routes.table.TableSchema;

/** The failed rows that an operator wants tried again: a mark in the ledger, which the next pass of a scan obeys. */
public final class Retries {

    /** Rows marked by one statement. */
    private static final int PAGE = 5000;

    private final TableSchema schema;
    private final Sql statements;
    private final JdbcTemplate jdbc;

    public Retries(TableSchema schema, Sql statements, DataSource dataSource) {
        this.schema = schema;
        this.statements = statements;
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /**
     * Marks all failed rows, in short transactions: the ledger may hold millions of them.
     *
     * @param reasons only rows that failed for one of these; empty: whatever the reason
     * @return rows marked now
     */
    public long mark(List<Reason> reasons) {
        long marked = 0;
        Optional<String> after = Optional.empty();
        List<String> page = page(after, reasons);
        while (!page.isEmpty()) {
            String last = page.get(page.size() - 1);
            marked += mark(page.get(0), last, reasons);
            page = page(Optional.of(last), reasons);
        }
        return marked;
    }

    /**
     * Marks one row, if it is a failed one that waits for nothing yet.
     *
     * @throws IllegalArgumentException when the text is no key of the table
     */
    public boolean mark(String key, List<Reason> reasons) {
        return mark(key, key, reasons) > 0;
    }

    /** Whether a further pass would find a marked row: a full scan. */
    public boolean arePending() {
        byte[] prefix = schema.migration().legacyPrefixBytes();
        return !jdbc.queryForList(statements.get(Retries.class, "retry-pending"), Integer.class, prefix.length, prefix)
                .isEmpty();
    }

    private List<String> page(Optional<String> after, List<Reason> reasons) {
        List<Object> values = new ArrayList<>();
        after.ifPresent(key -> values.add(schema.keyType().value(key)));
        reasons.forEach(reason -> values.add(reason.name()));
        values.add(PAGE);
        return jdbc.query(
                statements
                        .get(Retries.class, "retry-keys", after.isPresent() ? statements.afterRow() : "")
                        .replace("${which}", which(reasons)),
                (row, number) -> schema.keyType().read(row, 1),
                values.toArray());
    }

    private long mark(String first, String last, List<Reason> reasons) {
        List<Object> values = new ArrayList<>();
        values.add(schema.keyType().value(first));
        values.add(schema.keyType().value(last));
        reasons.forEach(reason -> values.add(reason.name()));
        return jdbc.update(
                statements.get(Retries.class, "retry-range").replace("${which}", which(reasons)), values.toArray());
    }

    private static String which(List<Reason> reasons) {
        return reasons.isEmpty()
                ? "TRUE"
                : "reason IN ("
                        + String.join(", ", reasons.stream().map(reason -> "?").toList()) + ")";
    }
}
