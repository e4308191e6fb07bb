package routes.emulation;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import routes.apply.ColumnRange;
import routes.apply.KeyRange;
import routes.config.Migration;
import routes.table.Sql;
import routes.table.TableSchema;

/**
 * Takes back what a migration of the sample has done, in all of its columns, by their ledgers; safe to repeat until the ledgers are dropped,
 * which is last. A copy may be that of rows of several columns, so that all of them are restored before one is deleted.
 */
public final class SampleReset {

    private final List<ColumnReset> columns;

    /**
     * @param rows rows restored in one transaction
     * @param statements made when there is a table
     */
    public SampleReset(
            List<Migration> migrations, DataSource database, int rows, Function<TableSchema, Sql> statements) {
        this.columns = migrations.stream()
                .map(migration -> new ColumnReset(migration, database, rows, statements))
                .toList();
    }

    /**
     * Refuses tables that are not there, or no samples.
     *
     * @throws routes.config.ConfigurationException with the first of them
     */
    public void check() {
        columns.forEach(ColumnReset::check);
    }

    /** The columns, for people. */
    public String names() {
        return String.join(", ", columns.stream().map(ColumnReset::name).toList());
    }

    /**
     * Whether there is a ledger.
     *
     * @throws routes.config.ConfigurationException when one is not this migration's
     */
    public boolean hasLedger() {
        return recorded().count() > 0;
    }

    /** Rows in the ledgers. */
    public long count() {
        return recorded().mapToLong(ColumnReset::count).sum();
    }

    /** The ranges of rewritten rows, each to be {@linkplain #restore restored} before the next is asked for. */
    public Iterator<ColumnRange> ranges() {
        return new InTurn<>(IntStream.range(0, columns.size())
                .filter(column -> columns.get(column).hasLedger())
                .mapToObj(this::ranges)
                .iterator());
    }

    private Iterator<ColumnRange> ranges(int column) {
        Iterable<KeyRange> ranges = () -> columns.get(column).ranges();
        return StreamSupport.stream(ranges.spliterator(), false)
                .map(range -> new ColumnRange(column, range))
                .iterator();
    }

    /**
     * Gives the rows of a range their old paths; a row that was changed since stays as it is.
     *
     * @return how many got theirs
     */
    public long restore(ColumnRange range) {
        return columns.get(range.column()).restore(range.range());
    }

    /** The keys that were copied to the target bucket, as many at a time as one request may delete. */
    public Iterator<List<String>> copies() {
        return new InTurn<>(recorded().map(ColumnReset::copies).iterator());
    }

    /** Drops the ledgers. */
    public void dropLedger() {
        recorded().toList().forEach(ColumnReset::dropLedger);
    }

    private Stream<ColumnReset> recorded() {
        return columns.stream().filter(ColumnReset::hasLedger);
    }
}
