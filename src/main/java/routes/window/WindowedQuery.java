package routes.window;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import routes.fault.DatabaseFaults;
import routes.table.RowKeyType;
import routes.table.Sql;

/**
 * A query over the whole table, or the whole ledger, that is asked window by window: each statement examines so many rows as it can in its
 * time, whether any matches or not. One that the server ends, or that would take far too long, is asked again of fewer rows.
 *
 * <p>What a walk from the beginning to the end has seen is what was there when each window was looked at: all that was there when the walk
 * began and was not changed meanwhile.
 */
public final class WindowedQuery<T> {

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    /** Rows that an answer may cost, for each of its own: those of the table, and of the ledger beside them. */
    private static final long EXAMINED = 4;

    /** A quoted name, in which a question mark is a question mark. */
    private static final Pattern QUOTED = Pattern.compile("`[^`]*`");

    private final RowKeyType type;
    private final Over over;
    private final Sql statements;
    private final String boundary;
    private final String statement;
    private final RowMapper<T> mapper;
    private final Function<T, String> key;
    private final int most;
    private final JdbcTemplate jdbc;
    private final int seconds;
    private final WindowSize size;

    /**
     * Whether the last answer was as long as it may be. So may be the next one, whose window then ends by itself: the server stops when it has
     * examined a few times as many rows, and only what has fallen short is asked for again, of a window.
     */
    private volatile boolean dense;

    /** What is gone through. */
    public enum Over {
        TABLE,
        LEDGER
    }

    /** Takes what was found, a few rows at a time. */
    public interface Visitor<T, E extends Exception> {
        void visit(List<T> rows) throws E;
    }

    /**
     * A query that finds rows, at most so many in one statement.
     *
     * @param statement with the condition <code>${window}</code>, in the order of keys, and with {@code LIMIT ?} as its last value
     * @param key the key of a row found
     * @param most rows of one answer
     */
    public WindowedQuery(
            Sql statements,
            DataSource database,
            Over over,
            String statement,
            RowMapper<T> mapper,
            Function<T, String> key,
            int most) {
        this.statements = statements;
        this.type = statements.keyType();
        this.over = over;
        this.statement = statement;
        this.mapper = mapper;
        this.key = key;
        this.most = most;
        Duration target = statements.statementTime();
        this.boundary = statements.get(WindowedQuery.class, over == Over.TABLE ? "boundary-table" : "boundary-ledger");
        this.jdbc = new JdbcTemplate(database);
        this.seconds =
                (int) Math.max(1, target.multipliedBy(WindowSize.FAR_TOO_SLOW).toSeconds());
        this.size = new WindowSize(target, NO_LIMIT);
    }

    /**
     * A query whose answer is about a window as a whole, such as a count.
     *
     * @param statement with the condition <code>${window}</code>
     */
    public WindowedQuery(Sql statements, DataSource database, Over over, String statement, RowMapper<T> mapper) {
        this(statements, database, over, statement, mapper, null, NO_LIMIT);
    }

    /**
     * A query that finds keys of the ledger.
     *
     * @param statement that selects them, otherwise as above
     * @param most keys of one answer
     */
    public static WindowedQuery<String> ofLedgerKeys(Sql statements, DataSource database, String statement, int most) {
        return new WindowedQuery<>(
                statements,
                database,
                Over.LEDGER,
                statement,
                (row, number) -> statements.keyType().read(row, 1),
                key -> key,
                most);
    }

    /**
     * Asks of the next window.
     *
     * @param after the key to go on from; null to begin
     * @param values of the statement, but for the window and the limit
     */
    public Part<T> after(String after, Object... values) {
        while (true) {
            try {
                return jdbc.execute((ConnectionCallback<Part<T>>) connection -> after(connection, after, values));
            } catch (DataAccessException e) {
                if (!DatabaseFaults.tookTooLong(e) || size.isLeast()) {
                    throw e;
                }
                size.tookTooLong();
            }
        }
    }

    /** Visits all that is found from the beginning to the end. */
    public <E extends Exception> void forEach(Visitor<T, E> visitor, Object... values) throws E {
        Part<T> part = after(null, values);
        visitor.visit(part.rows());
        while (!part.isLast()) {
            part = after(part.through(), values);
            visitor.visit(part.rows());
        }
    }

    /** The first that is found. */
    public Optional<T> any(Object... values) {
        return first(1, values).stream().findFirst();
    }

    /** The first that are found, in the order of keys. */
    public List<T> first(int wanted, Object... values) {
        Part<T> part = after(null, values);
        List<T> found = new ArrayList<>(part.rows());
        while (found.size() < wanted && !part.isLast()) {
            part = after(part.through(), values);
            found.addAll(part.rows());
        }
        return found.subList(0, Math.min(wanted, found.size()));
    }

    /** On one connection, whose time counts from when it is there: it may be waited for while others need the server more. */
    private Part<T> after(Connection connection, String after, Object... values) {
        JdbcTemplate asked = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        asked.setQueryTimeout(size.isLeast() ? -1 : seconds);
        if (dense) {
            List<T> found = asked.query(
                    in(new Window(after, null), statement) + " ROWS EXAMINED " + EXAMINED * most,
                    mapper,
                    bound(new Window(after, null), values));
            if (found.size() >= most) {
                return new Part<>(found, key.apply(found.get(found.size() - 1)));
            }
            dense = false;
        }
        int rows = size.rows();
        long began = System.nanoTime();
        Window window = new Window(after, boundary(asked, after, rows));
        List<T> found = asked.query(in(window, statement), mapper, bound(window, values));
        boolean full = most != NO_LIMIT && found.size() >= most;
        if (full || !window.isLast()) {
            size.took(rows, System.nanoTime() - began);
        }
        if (full) {
            dense = true;
            size.enough(most);
            return new Part<>(found, key.apply(found.get(found.size() - 1)));
        }
        return new Part<>(found, window.through());
    }

    /** The last key of a window; null when fewer rows are left. */
    private String boundary(JdbcTemplate asked, String after, int rows) {
        Window rest = new Window(after, null);
        List<Object> values = keys(rest);
        values.add(rows - 1);
        return asked.query(in(rest, boundary), (row, number) -> type.read(row, 1), values.toArray()).stream()
                .findFirst()
                .orElse(null);
    }

    private String in(Window window, String text) {
        return text.replace(
                Sql.WINDOW, statements.between(over == Over.TABLE, window.after() != null, !window.isLast()));
    }

    private List<Object> keys(Window window) {
        List<Object> keys = new ArrayList<>();
        if (window.after() != null) {
            keys.add(type.value(window.after()));
        }
        if (!window.isLast()) {
            keys.add(type.value(window.through()));
        }
        return keys;
    }

    /** The values in the order of the statement's question marks. */
    private Object[] bound(Window window, Object... values) {
        int before = (int) QUOTED.matcher(statement.substring(0, statement.indexOf(Sql.WINDOW)))
                .replaceAll("")
                .chars()
                .filter(character -> character == '?')
                .count();
        List<Object> all = new ArrayList<>(Arrays.asList(values));
        all.addAll(before, keys(window));
        if (most != NO_LIMIT) {
            all.add(most);
        }
        return all.toArray();
    }
}
