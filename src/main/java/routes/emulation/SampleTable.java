package routes.emulation;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.config.Migration;
import routes.config.Settings;
import routes.embedded.SampleData;
import routes.table.SchemaReader;
import routes.table.TableSchema;

/**
 * The sample table: known by its comment, so that a table of somebody's is neither filled nor reset.
 *
 * <p>Every method that works on it throws a {@link routes.config.ConfigurationException} when the table is another.
 */
public final class SampleTable {

    private static final int PAGE = 10_000;

    private final Migration migration;
    private final JdbcTemplate jdbc;
    private final SamplePaths paths;
    private final SampleForms forms;
    private final long rows;
    private final int batch;
    private final String table;
    private final String column;

    /**
     * @param rows rows that the table is to hold
     * @param batch rows inserted at a time
     */
    public SampleTable(
            Migration migration, JdbcTemplate jdbc, SamplePaths paths, SampleForms forms, long rows, int batch) {
        this.migration = migration;
        this.jdbc = jdbc;
        this.paths = paths;
        this.forms = forms;
        this.rows = rows;
        this.batch = batch;
        this.table = TableSchema.quoted(migration.table());
        this.column = TableSchema.quoted(migration.column());
    }

    /** Creates the table unless it is there. */
    public void create() {
        jdbc.execute(SampleData.tableDefinition(table, column));
        check();
    }

    /** Refuses a table that is not there, or not a sample. */
    public void check() {
        refuseOther(migration, jdbc);
    }

    static void refuseOther(Migration migration, JdbcTemplate jdbc) {
        Optional<String> comment = new SchemaReader(jdbc.getDataSource(), migration).comment(migration.table());
        if (comment.isEmpty()) {
            throw Settings.problem(
                    migration.setting("database.table.to.update"),
                    "names a table that is not there: " + migration.table() + "; make it with create-sample-table");
        }
        if (!comment.get().equals(SampleData.TABLE_COMMENT)) {
            throw Settings.problem(
                    migration.setting("database.table.to.update"),
                    "names a table that is not a sample: " + migration.table()
                            + "; a sample is made by create-sample-table and has the comment '"
                            + SampleData.TABLE_COMMENT + "'");
        }
    }

    /** Rows that the table holds now. */
    public long count() {
        return jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Long.class);
    }

    /** Rows to insert until the table holds what it is to hold. */
    public long left() {
        return Math.max(0, rows - last());
    }

    /** The statement that inserts a row: its values are key and path. Keys that the server gives in a batch have gaps. */
    public String insertion() {
        return "INSERT INTO " + table + " (" + SampleData.KEY_COLUMN + ", " + column + ") VALUES (?, ?)";
    }

    /** The rows to insert, in batches, from where an earlier filling has stopped. */
    public Iterator<List<Object[]>> batches() {
        long begin = last();
        return new Iterator<>() {
            private long next = begin;

            @Override
            public boolean hasNext() {
                return next < rows;
            }

            @Override
            public List<Object[]> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                List<Object[]> values = new ArrayList<>(batch);
                for (long end = Math.min(rows, next + batch); next < end; next++) {
                    values.add(new Object[] {next + 1, forms.write(next, paths.path(next))});
                }
                return values;
            }
        };
    }

    /** The key that a path means; null when it means none. */
    private String key(String path) {
        return path == null ? null : forms.read(path).orElse(null);
    }

    private long last() {
        return jdbc.queryForObject("SELECT COALESCE(MAX(" + SampleData.KEY_COLUMN + "), 0) FROM " + table, Long.class);
    }

    /** The legacy keys that the rows of the table mean, in the order of the rows; read in pages. */
    public Iterator<String> paths() {
        return new PagedIterator<>(
                after -> jdbc.query(
                        "SELECT " + SampleData.KEY_COLUMN + ", " + column + " FROM " + table + " WHERE "
                                + SampleData.KEY_COLUMN + " > ? ORDER BY " + SampleData.KEY_COLUMN + " LIMIT " + PAGE,
                        (row, number) -> new PagedIterator.Entry<>(row.getLong(1), key(row.getString(2))),
                        after),
                Objects::nonNull);
    }
}
