package routes.apply;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;

/** The rows of the ledger in one state, in key order, cut into ranges of a size that one transaction can bear. */
final class LedgerRanges {

    /** Rows of the ledger in a window, for each row that a transaction may change. */
    private static final int WINDOW = 4;

    /** Rows that a transaction may change for each row it rewrites: of the ledger, of the table, and of a system-versioned one's history. */
    private static final int CHANGES = 3;

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final int rows;
    private final String first;
    private final String after;
    private final String between;
    private final String window;

    /**
     * @param rows most rows of a range
     */
    LedgerRanges(TableSchema schema, Sql statements, DataSource dataSource, LedgerState state, int rows) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        this.rows = schema.keysOfTransaction(rows, WINDOW * CHANGES);
        this.first = inState(statements.get(LedgerRanges.class, "keys"), state);
        this.after = inState(statements.get(LedgerRanges.class, "keys", statements.afterRow()), state);
        this.window = statements.get(LedgerRanges.class, "window");
        this.between = inState(statements.get(LedgerRanges.class, "keys-between"), state);
    }

    /** The ranges, each to be dealt with before the next is asked for. */
    Iterator<KeyRange> iterator() {
        return new Iterator<>() {
            private Optional<String> done = Optional.empty();
            private Optional<KeyRange> next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = LedgerRanges.this.next(done);
                }
                return next.isPresent();
            }

            @Override
            public KeyRange next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                KeyRange range = next.get();
                done = Optional.of(range.last());
                next = null;
                return range;
            }
        };
    }

    /**
     * A range in parts, one after another, in each of which the ledger has few rows of whatever state: the rows of a job that tries others
     * again may lie anywhere.
     */
    List<KeyRange> windows(KeyRange range) {
        List<KeyRange> windows = new ArrayList<>();
        String from = range.first();
        List<String> end = windowEnd(from, range.last());
        while (end.size() == 2) {
            windows.add(new KeyRange(from, end.get(0)));
            from = end.get(1);
            end = windowEnd(from, range.last());
        }
        windows.add(new KeyRange(from, range.last()));
        return windows;
    }

    private List<String> windowEnd(String from, String last) {
        return jdbc.query(
                window,
                (row, number) -> schema.keyType().read(row, 1),
                schema.keyType().value(from),
                schema.keyType().value(last),
                WINDOW * rows - 1);
    }

    /** The keys of a range that are in the state. */
    List<String> keys(KeyRange range) {
        return jdbc.query(
                between,
                (row, number) -> schema.keyType().read(row, 1),
                schema.keyType().value(range.first()),
                schema.keyType().value(range.last()));
    }

    /** Two ranges of about as many rows each, to find the row among at least two that the database refuses. */
    static List<KeyRange> halves(List<String> keys) {
        int middle = keys.size() / 2;
        return List.of(
                new KeyRange(keys.get(0), keys.get(middle - 1)),
                new KeyRange(keys.get(middle), keys.get(keys.size() - 1)));
    }

    private Optional<KeyRange> next(Optional<String> done) {
        Object[] values = done.map(key -> new Object[] {schema.keyType().value(key), rows})
                .orElseGet(() -> new Object[] {rows});
        List<String> keys = jdbc.query(
                done.isPresent() ? after : first,
                (row, number) -> schema.keyType().read(row, 1),
                values);
        return keys.isEmpty() ? Optional.empty() : Optional.of(new KeyRange(keys.get(0), keys.get(keys.size() - 1)));
    }

    private static String inState(String statement, LedgerState state) {
        return statement.replace("${state}", state.name());
    }
}
