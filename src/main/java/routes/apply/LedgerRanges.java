package routes.apply;

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

    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final int rows;
    private final String first;
    private final String after;
    private final String between;

    /**
     * @param rows most rows of a range
     */
    LedgerRanges(TableSchema schema, Sql statements, DataSource dataSource, LedgerState state, int rows) {
        this.schema = schema;
        this.jdbc = new JdbcTemplate(dataSource);
        this.rows = rows;
        this.first = inState(statements.get(LedgerRanges.class, "keys"), state);
        this.after = inState(statements.get(LedgerRanges.class, "keys", statements.afterRow()), state);
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
