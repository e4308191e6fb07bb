package routes.connect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.config.Migration;
import routes.config.Settings;
import routes.fault.DatabaseFaults;
import routes.ledger.LedgerTable;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/**
 * Tries to rewrite a row, and takes it back: that a constraint or a trigger refuses every new path is better known before
 * millions of objects are copied. Some rows of either end of the table are tried, until one is taken.
 */
final class TrialRewrite {

    /** Rows tried of either end of the table. */
    private static final int ROWS = 10;

    /** Seconds after which the rows under the prefix are looked for no longer. */
    private static final int PATIENCE = 10;

    private final TableSchema schema;
    private final Migration migration;
    private final Sql statements;
    private final DataSource database;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    /** A row under the legacy prefix. */
    private record Sample(String key, byte[] path) {}

    TrialRewrite(TableSchema schema, Sql statements, DataSource database) {
        this.schema = schema;
        this.migration = schema.migration();
        this.statements = statements;
        this.database = database;
        this.jdbc = new JdbcTemplate(database);
        this.jdbc.setQueryTimeout(PATIENCE);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    /** A line that says what the database answers when it refuses every row tried; empty when it takes one, or has none. */
    Optional<String> problem() {
        try {
            return isKnown() ? Optional.empty() : refusal();
        } catch (DataAccessException e) {
            // a lock, a full disk, a statement that took too long: it says nothing of the rows, and may pass
            return Optional.empty();
        }
    }

    /** Whether an earlier run has found out already: then what is left may be the rows that it has recorded. */
    private boolean isKnown() {
        return new LedgerTable(database, migration).kind() == LedgerTable.Kind.OURS
                && new WindowedQuery<>(
                                statements,
                                database,
                                WindowedQuery.Over.LEDGER,
                                statements.get(TrialRewrite.class, "trial-known"),
                                (row, number) -> schema.keyType().read(row, 1),
                                key -> key,
                                1)
                        .any()
                        .isPresent();
    }

    private Optional<String> refusal() {
        Optional<String> latest = Optional.empty();
        for (Sample row : sample()) {
            String path = new String(row.path(), StandardCharsets.UTF_8);
            String renamed = migration.newKey(path);
            // rows that are recorded for their path's sake are never rewritten
            if (Arrays.equals(row.path(), path.getBytes(StandardCharsets.UTF_8)) && schema.fits(renamed)) {
                Optional<String> refusal = refusal(row, renamed);
                if (refusal.isEmpty()) {
                    return Optional.empty();
                }
                latest = Optional.of(Settings.line(
                        "database.table.to.update",
                        "names a table that takes no new path, such as that of row " + row.key() + ": "
                                + refusal.get()));
            }
        }
        return latest;
    }

    private List<Sample> sample() {
        List<Sample> rows = new ArrayList<>();
        byte[] prefix = migration.legacyPrefixBytes();
        for (String order : List.of("ASC", "DESC")) {
            rows.addAll(jdbc.query(
                    statements.get(TrialRewrite.class, "trial-rows").replace("${order}", order),
                    (row, number) -> new Sample(schema.keyType().read(row, 1), row.getBytes(2)),
                    prefix.length,
                    prefix,
                    ROWS));
        }
        return rows;
    }

    /** What the database has against the new path of a row; empty when it takes it. */
    private Optional<String> refusal(Sample row, String renamed) {
        try {
            return transaction.execute(status -> {
                status.setRollbackOnly();
                return rewrite(row, renamed);
            });
        } catch (DataAccessException e) {
            if (!DatabaseFaults.isOfRows(e)) {
                throw e;
            }
            return Optional.of(DatabaseFaults.describe(e));
        }
    }

    private Optional<String> rewrite(Sample row, String renamed) {
        Object key = schema.keyType().value(row.key());
        int rewritten = jdbc.update(statements.get(TrialRewrite.class, "trial-rewrite"), renamed, key, row.path());
        List<byte[]> stored = jdbc.query(
                statements.get(TrialRewrite.class, "trial-stored"), (found, number) -> found.getBytes(1), key);
        boolean changed = rewritten == 0 || stored.isEmpty() || stored.get(0) == null;
        if (changed || Arrays.equals(stored.get(0), renamed.getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        return Optional.of("a trigger stores \"" + new String(stored.get(0), StandardCharsets.UTF_8) + "\" instead");
    }
}
