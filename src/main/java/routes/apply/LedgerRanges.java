package routes.apply;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.ledger.LedgerState;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.Part;
import routes.window.WindowSize;
import routes.window.WindowedQuery;

/** The rows of the ledger in one state, in key order, cut into ranges of a size that one transaction can bear. */
final class LedgerRanges {

    /** Rows that a transaction may change for each row it rewrites: of the ledger, of the table, and of a system-versioned one's history. */
    private static final int CHANGES = 3;

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final WindowSize size;
    private final WindowedQuery<String> inState;
    private final String between;
    private final String window;

    /**
     * @param rows most rows of a range
     */
    LedgerRanges(TableSchema schema, Sql statements, DataSource dataSource, LedgerState state, int rows) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        int most = schema.keysOfTransaction(rows, CHANGES);
        this.size = new WindowSize(statements.statementTime(), most);
        this.inState = WindowedQuery.ofLedgerKeys(statements, dataSource, inState(statements, "keys", state), most);
        this.window = statements.get(LedgerRanges.class, "window");
        this.between = inState(statements, "keys-between", state);
    }

    /** The ranges, each to be dealt with before the next is asked for. */
    Iterator<KeyRange> iterator() {
        return new Iterator<>() {
            private Part<String> part;
            private boolean taken = true;

            @Override
            public boolean hasNext() {
                while (taken && (part == null || !part.isLast())) {
                    part = inState.after(part == null ? null : part.through());
                    taken = part.rows().isEmpty();
                }
                return !taken;
            }

            @Override
            public KeyRange next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                taken = true;
                List<String> keys = part.rows();
                return new KeyRange(keys.get(0), keys.get(keys.size() - 1));
            }
        };
    }

    /**
     * A range in parts, one after another, in each of which the ledger has as many rows, of whatever state, as a transaction can bear: the
     * rows of a job that tries others again may lie anywhere.
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
                size.rows() - 1);
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

    /**
     * A transaction is over.
     *
     * @param rows of the ledger that it changed
     */
    void took(int rows, long nanoseconds) {
        size.took(rows, nanoseconds);
    }

    private static String inState(Sql statements, String name, LedgerState state) {
        return statements.get(LedgerRanges.class, name, Map.of("${state}", state.name()));
    }
}
