package routes.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import routes.fault.Reason;

/**
 * What the ledgers know of the copies, for those who keep them up to date. A copy that rows of several columns name is known to each of their
 * ledgers, and to be dealt with as one.
 */
public final class Copies {

    private final Columns columns;
    private final List<ColumnCopies> all;

    /** Takes copies, one after the other. */
    public interface Visitor {
        void visit(RowCopy copy) throws IOException;
    }

    public Copies(Columns columns, DataSource dataSource) {
        this.columns = columns;
        this.all = columns.all().stream()
                .map(column -> new ColumnCopies(column, dataSource))
                .toList();
    }

    /** Visits the rows whose object was copied, or could not for a reason that may have passed, in the order of column and row key. */
    public void forEach(Visitor visitor) throws IOException {
        for (ColumnCopies copies : all) {
            copies.forEach(visitor);
        }
    }

    /** Visits the rows of the ledgers in whatever state, in the order of column and row key. */
    public void forAll(Visitor visitor) throws IOException {
        for (ColumnCopies copies : all) {
            copies.forAll(visitor);
        }
    }

    /** What is known of the object of one row; empty when it has none. */
    public Optional<RowCopy> find(int column, String key) {
        return all.get(column).find(key);
    }

    /** What the row of a copy is called for people. */
    public String nameOf(RowCopy copy) {
        return columns.nameOf(copy.column(), copy.key());
    }

    /** Records that copies are up to date; what was in question is no longer. */
    public void upToDate(List<RowCopy> copies, CopyRecord record) {
        Map<Integer, List<RowCopy>> byColumn = copies.stream().collect(Collectors.groupingBy(RowCopy::column));
        byColumn.forEach((column, some) -> all.get(column).upToDate(some, record));
    }

    /**
     * Records that the copy of a row is not what it should be: a rewritten row stays as it is and its object is in question, another fails.
     * A row that the application has given another path since is no exception.
     *
     * @return whether that was not recorded before
     */
    public boolean exception(RowCopy copy, Reason reason, String detail) {
        return all.get(copy.column()).exception(copy, reason, detail);
    }

    /**
     * Takes the exception from a row whose object was in question, if the application has given it another path since.
     *
     * @return whether it has
     */
    public boolean settle(RowCopy copy) {
        return all.get(copy.column()).settle(copy);
    }
}
