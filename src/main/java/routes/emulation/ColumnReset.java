package routes.emulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.apply.KeyRange;
import routes.apply.Rollback;
import routes.config.Migration;
import routes.ledger.LedgerTable;
import routes.table.SchemaReader;
import routes.table.Sql;
import routes.table.TableSchema;

/** What a migration has done to one column of the sample, by its ledger. */
final class ColumnReset {

    /** S3's limit for one request. */
    private static final int KEYS = 1000;

    private final Migration migration;
    private final LedgerTable table;
    private final DataSource database;
    private final JdbcTemplate jdbc;
    private final int rows;
    private final Function<TableSchema, Sql> statements;
    private final String ledger;
    private Rollback rollback;

    /**
     * @param rows rows restored in one transaction
     * @param statements made when there is a table
     */
    ColumnReset(Migration migration, DataSource database, int rows, Function<TableSchema, Sql> statements) {
        this.migration = migration;
        this.table = new LedgerTable(database, migration);
        this.database = database;
        this.jdbc = new JdbcTemplate(database);
        this.rows = rows;
        this.statements = statements;
        this.ledger = TableSchema.quoted(migration.ledger());
    }

    /**
     * Whether there is a ledger.
     *
     * @throws routes.config.ConfigurationException when it is not this migration's
     */
    boolean hasLedger() {
        return table.exists();
    }

    /** Rows in the ledger. */
    long count() {
        return jdbc.queryForObject("SELECT COUNT(*) FROM " + ledger, Long.class);
    }

    /** The ranges of rewritten rows, each to be {@linkplain #restore restored} before the next is asked for. */
    Iterator<KeyRange> ranges() {
        return rollback().ranges();
    }

    /**
     * Gives the rows of a range their old paths; a row that was changed since stays as it is.
     *
     * @return how many got theirs
     */
    long restore(KeyRange range) {
        return rollback().rollBack(range).restored();
    }

    /** The keys that were copied to the target bucket, as many at a time as one request may delete. */
    Iterator<List<String>> copies() {
        return new PagedIterator<>(this::copiesAfter, keys -> true);
    }

    /** Refuses a table that is not there, or no sample. */
    void check() {
        SampleTable.refuseOther(migration, jdbc);
    }

    String name() {
        return migration.name();
    }

    /** Drops the ledger. */
    void dropLedger() {
        jdbc.execute("DROP TABLE " + ledger);
    }

    private List<PagedIterator.Entry<List<String>>> copiesAfter(long key) {
        List<String> keys = new ArrayList<>();
        long[] last = {key};
        jdbc.query(
                "SELECT row_key, new_path FROM " + ledger
                        + " WHERE row_key > ? AND state <> 'FAILED' ORDER BY row_key LIMIT " + KEYS,
                row -> {
                    last[0] = row.getLong(1);
                    String path = row.getString(2);
                    keys.add(migration.paths().newKey(path).orElse(path));
                },
                key);
        return keys.isEmpty()
                ? List.of()
                : List.of(new PagedIterator.Entry<>(
                        last[0], keys.stream().distinct().toList()));
    }

    /** Made when there is a table to read; once, for all ranges. */
    private Rollback rollback() {
        if (rollback == null) {
            TableSchema schema = new SchemaReader(database, migration).read();
            rollback = new Rollback(schema, statements.apply(schema), database, rows);
        }
        return rollback;
    }
}
