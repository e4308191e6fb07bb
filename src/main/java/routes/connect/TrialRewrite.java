package routes.connect;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Settings;
import routes.connect.TrialRows.Sample;
import routes.fault.DatabaseFaults;
import routes.ledger.LedgerTable;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.table.Triggers;
import routes.table.UniqueIndexes;
import routes.window.WindowedQuery;

/**
 * Tries to rewrite a row, and takes it back: that a constraint, a unique index or a trigger refuses every new path is better known before
 * millions of objects are copied. Some rows of either end of the table are tried, until one is taken.
 */
final class TrialRewrite {

    private static final String KEY = "database.table.to.update";

    /** Rows tried of either end of the table. */
    private static final int ROWS = 10;

    private final TableSchema schema;
    private final Sql statements;
    private final DataSource database;
    private final TrialRows rows;
    private final JdbcTemplate jdbc;

    TrialRewrite(TableSchema schema, Sql statements, DataSource database) {
        this.schema = schema;
        this.statements = statements;
        this.database = database;
        this.rows = new TrialRows(schema, statements, database);
        this.jdbc = new JdbcTemplate(database);
        this.jdbc.setQueryTimeout(TrialRows.PATIENCE);
    }

    /** A line that says what the database answers when it refuses every row tried; empty when it takes one, or has none. */
    Optional<String> problem() {
        try {
            if (isKnown()) {
                return Optional.empty();
            }
            Optional<String> each = eachAlone();
            return each.isPresent() || !hasUniqueIndexes() ? each : together();
        } catch (DataAccessException e) {
            // a lock, a full disk, a statement that took too long: it says nothing of the rows, and may pass
            return Optional.empty();
        }
    }

    /** Whether an earlier run has found out already: then what is left may be the rows that it has recorded. */
    private boolean isKnown() {
        return new LedgerTable(database, schema.migration()).kind() == LedgerTable.Kind.OURS
                && WindowedQuery.ofLedgerKeys(
                                statements, database, statements.get(TrialRewrite.class, "trial-known"), 1)
                        .any()
                        .isPresent();
    }

    private Optional<String> eachAlone() {
        Optional<String> first = Optional.empty();
        for (Sample row : rows.of(ROWS)) {
            try {
                Optional<String> refusal = rows.refusal(row);
                if (refusal.isEmpty()) {
                    return Optional.empty();
                }
                first = first.or(() -> Optional.of(Settings.line(
                        schema.migration().setting(KEY),
                        "names a table that takes no new path, such as that of row " + row.key() + ": " + refusal.get()
                                + triggers())));
            } catch (DataAccessException e) {
                requireHeld(e);
            }
        }
        return first;
    }

    /** A row that the application holds says nothing: others are tried. */
    static void requireHeld(DataAccessException e) {
        if (!DatabaseFaults.isLockedOut(e)) {
            throw e;
        }
    }

    /** Beside the index of the row key. */
    private boolean hasUniqueIndexes() {
        return UniqueIndexes.count(database, schema.migration()) > 1;
    }

    private Optional<String> together() {
        return new UniquePaths(rows)
                .refusal()
                .map(refusal -> Settings.line(
                        schema.migration().setting(KEY),
                        "names a table with a unique index that two new paths would break, such as " + refusal));
    }

    private String triggers() {
        List<String> triggers = Triggers.of(database, schema.migration());
        return triggers.isEmpty() ? "" : "; triggers of the table: " + String.join(", ", triggers);
    }
}
