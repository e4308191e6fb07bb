package routes.ledger;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import routes.fault.Reason;
import routes.table.Sql;
import routes.table.TableSchema;
import routes.window.WindowedQuery;

/** What the ledger of one column knows of the copies. */
final class ColumnCopies {

    private static final int PAGE = 10_000;
    private static final int DETAIL_CHARACTERS = 1000;
    private static final String ALL = "TRUE";

    /** Rows whose object is at the new key, and those that failed because another object is there, or none at the legacy key. */
    private static final String COPIED =
            "(state IN ('COPIED', 'APPLIED') OR (state = 'FAILED' AND reason IN ('TARGET_EXISTS_DIFFERENT', 'SOURCE_MISSING')))";

    private static final String ONE = "row_key = ? AND state IN ('COPIED', 'APPLIED')";

    private final int column;
    private final TableSchema schema;
    private final JdbcTemplate jdbc;
    private final WindowedQuery<RowCopy> copied;
    private final WindowedQuery<RowCopy> all;
    private final String one;
    private final String again;
    private final String question;
    private final String fail;
    private final String settle;

    ColumnCopies(Column column, DataSource dataSource) {
        Sql statements = column.statements();
        this.column = column.number();
        this.schema = column.schema();
        this.jdbc = new JdbcTemplate(dataSource);
        this.copied = query(statements, dataSource, copies(statements, COPIED));
        this.all = query(statements, dataSource, copies(statements, ALL));
        this.one = copies(statements, ONE).replace(Sql.WINDOW, ALL);
        this.again = statements.get(Copies.class, "copied-again");
        this.question = statements.get(Copies.class, "question");
        this.fail = statements.get(Copies.class, "fail-copy");
        this.settle = statements.get(Copies.class, "settle");
    }

    private static String copies(Sql statements, String which) {
        return statements.get(Copies.class, "copies", Map.of("${which}", which));
    }

    /** Visits the rows whose object was copied, or could not for a reason that may have passed, in the order of the row key. */
    void forEach(Copies.Visitor visitor) throws IOException {
        visit(copied, visitor);
    }

    /** Visits the rows of the ledger in whatever state, in the order of the row key. */
    void forAll(Copies.Visitor visitor) throws IOException {
        visit(all, visitor);
    }

    private WindowedQuery<RowCopy> query(Sql statements, DataSource dataSource, String copies) {
        return new WindowedQuery<>(
                statements,
                dataSource,
                WindowedQuery.Over.LEDGER,
                copies,
                (row, number) -> copy(row),
                RowCopy::key,
                PAGE);
    }

    private static void visit(WindowedQuery<RowCopy> copies, Copies.Visitor visitor) throws IOException {
        copies.forEach(found -> {
            for (RowCopy copy : found) {
                visitor.visit(copy);
            }
        });
    }

    /** What is known of the object of one row; empty when it has none. */
    Optional<RowCopy> find(String key) {
        return jdbc.query(one, (row, number) -> copy(row), schema.keyType().value(key), 1).stream()
                .findFirst();
    }

    private RowCopy copy(ResultSet row) throws SQLException {
        return new RowCopy(
                column,
                schema.keyType().read(row, 1),
                row.getString(2),
                row.getString(3),
                LedgerState.valueOf(row.getString(4)),
                row.getInt(5),
                row.getBoolean(6),
                new CopyRecord(
                        row.getString(7),
                        LedgerTimes.read(row.getObject(8, LocalDateTime.class)),
                        row.getString(9),
                        LedgerTimes.read(row.getObject(10, LocalDateTime.class)),
                        row.getString(11)));
    }

    /** Records that copies are up to date; what was in question is no longer. */
    void upToDate(List<RowCopy> copies, CopyRecord record) {
        jdbc.batchUpdate(
                again,
                copies.stream()
                        .map(copy -> new Object[] {
                            record.targetTag(),
                            LedgerTimes.stored(record.copiedAt()),
                            record.sourceTag(),
                            LedgerTimes.stored(record.sourceModified()),
                            record.sourceVersion(),
                            schema.keyType().value(copy.key()),
                            copy.attempts()
                        })
                        .toList());
    }

    /**
     * Records that the copy of a row is not what it should be: a rewritten row stays as it is and its object is in question, another fails.
     * A row that the application has given another path since is no exception.
     *
     * @return whether that was not recorded before
     */
    boolean exception(RowCopy copy, Reason reason, String detail) {
        String words = detail.substring(0, Math.min(detail.length(), DETAIL_CHARACTERS));
        Object key = schema.keyType().value(copy.key());
        int recorded = copy.state() == LedgerState.APPLIED
                ? jdbc.update(question, reason.name(), words, key, reason.name())
                : jdbc.update(fail, reason.name(), words, key, copy.attempts());
        return recorded > 0;
    }

    /**
     * Takes the exception from a row whose object was in question, if the application has given it another path since.
     *
     * @return whether it has
     */
    boolean settle(RowCopy copy) {
        return jdbc.update(settle, schema.keyType().value(copy.key())) > 0;
    }
}
