package routes.connect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import routes.config.Migration;
import routes.config.ObjectPath;
import routes.fault.DatabaseFaults;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.Part;
import routes.window.WindowedQuery;

/** Rows under the legacy prefix that are rewritten for a trial, which is taken back. */
final class TrialRows {

    /** Seconds after which the rows under the prefix are looked for no longer. */
    static final int PATIENCE = 10;

    /** Rows before the end of the table from which the last ones are looked for. */
    private static final int NEAR_END = 1000;

    private final TableSchema schema;
    private final Migration migration;
    private final DataSource database;
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

    /** A row of the table. */
    private record Found(String key, byte[] path) {}

    TrialRows(TableSchema schema, Sql statements, DataSource database) {
        this.schema = schema;
        this.migration = schema.migration();
        this.database = database;
        this.statements = statements;
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
        List<Sample> rows = new ArrayList<>(from(null, most));
        reads.query(
                        statements.get(TrialRows.class, "trial-near-end"),
                        (row, number) -> schema.keyType().read(row, 1),
                        NEAR_END)
                .forEach(key -> rows.addAll(from(key, most)));
        return rows;
    }

    /** The first from a key on, unless that takes too long. */
    private List<Sample> from(String key, int most) {
        WindowedQuery<Found> query = new WindowedQuery<>(
                statements,
                database,
                WindowedQuery.Over.TABLE,
                statements.get(TrialRows.class, "trial-rows"),
                (row, number) -> new Found(schema.keyType().read(row, 1), row.getBytes(2)),
                Found::key,
                most);
        List<Sample> rows = new ArrayList<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        Part<Found> part = new Part<>(List.of(), key);
        do {
            part = query.after(part.through());
            part.rows().forEach(row -> sample(row.key(), row.path()).ifPresent(rows::add));
        } while (rows.size() < most && !part.isLast() && System.nanoTime() < until);
        return rows;
    }

    /** Rows that are recorded for their path's sake are never rewritten. */
    private Optional<Sample> sample(String key, byte[] path) {
        String text = new String(path, StandardCharsets.UTF_8);
        return migration
                .paths()
                .read(text)
                .map(ObjectPath::newText)
                .filter(renamed -> Arrays.equals(path, text.getBytes(StandardCharsets.UTF_8)) && schema.fits(renamed))
                .map(renamed -> new Sample(key, path, renamed));
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
