package routes.connect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.config.Migration;
import routes.fault.DatabaseFaults;
import routes.table.Sql;
import routes.table.TableSchema;

/** Rows under the legacy prefix that are rewritten for a trial, which is taken back. */
final class TrialRows {

    /** Seconds after which the rows under the prefix are looked for no longer. */
    static final int PATIENCE = 10;

    private final TableSchema schema;
    private final Migration migration;
    private final Sql statements;
    private final JdbcTemplate reads;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    /**
     * A row and its new path.
     *
     * @param path as it is
     */
    record Sample(String key, byte[] path, String renamed) {}

    TrialRows(TableSchema schema, DataSource database) {
        this.schema = schema;
        this.migration = schema.migration();
        this.statements = new Sql(schema);
        this.reads = new JdbcTemplate(database);
        this.reads.setQueryTimeout(PATIENCE);
        this.jdbc = new JdbcTemplate(database);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(database));
    }

    /**
     * Some rows of either end of the table that a migration would rewrite.
     *
     * @param most of each end
     */
    List<Sample> of(int most) {
        List<Sample> rows = new ArrayList<>();
        byte[] prefix = migration.legacyPrefixBytes();
        for (String order : List.of("ASC", "DESC")) {
            reads.query(
                    statements.get(TrialRows.class, "trial-rows").replace("${order}", order),
                    row -> {
                        sample(schema.keyType().read(row, 1), row.getBytes(2)).ifPresent(rows::add);
                    },
                    prefix.length,
                    prefix,
                    most);
        }
        return rows;
    }

    /** Rows that are recorded for their path's sake are never rewritten. */
    private Optional<Sample> sample(String key, byte[] path) {
        String text = new String(path, StandardCharsets.UTF_8);
        String renamed = migration.newKey(text);
        return Arrays.equals(path, text.getBytes(StandardCharsets.UTF_8)) && schema.fits(renamed)
                ? Optional.of(new Sample(key, path, renamed))
                : Optional.empty();
    }

    /** Does something in a transaction that is taken back. */
    <T> T trying(Supplier<T> trial) {
        return transaction.execute(status -> {
            status.setRollbackOnly();
            return trial.get();
        });
    }

    /** What the database has against the new path of a row, tried alone; empty when it takes it. */
    Optional<String> refusal(Sample row) {
        try {
            return trying(() -> rewrite(row));
        } catch (DataAccessException e) {
            if (!DatabaseFaults.isOfRows(e)) {
                throw e;
            }
            return Optional.of(DatabaseFaults.describe(e));
        }
    }

    /**
     * Rewrites a row, in a transaction.
     *
     * @return what is stored in the place of the new path, if it is something else
     */
    Optional<String> rewrite(Sample row) {
        Object key = schema.keyType().value(row.key());
        int rewritten = jdbc.update(statements.get(TrialRows.class, "trial-rewrite"), row.renamed(), key, row.path());
        List<byte[]> stored =
                jdbc.query(statements.get(TrialRows.class, "trial-stored"), (found, number) -> found.getBytes(1), key);
        boolean changed = rewritten == 0 || stored.isEmpty() || stored.get(0) == null;
        if (changed || Arrays.equals(stored.get(0), row.renamed().getBytes(StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        return Optional.of("a trigger stores \"" + new String(stored.get(0), StandardCharsets.UTF_8) + "\" instead");
    }
}
