package routes.apply;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import javax.sql.DataSource;
import routes.ledger.Columns;

/** Rewrites the rows of all columns: what {@link Applier} does for each. */
public final class Appliers {

    private final List<Applier> all;

    /**
     * @param rows most rows that one transaction rewrites
     * @param mayGoOn asked before each range of a sweep
     * @param nanos a clock that nobody sets, by which a sweep takes long or not
     */
    public Appliers(Columns columns, DataSource dataSource, int rows, BooleanSupplier mayGoOn, LongSupplier nanos) {
        this.all = columns.all().stream()
                .map(column -> new Applier(column.schema(), column.statements(), dataSource, rows, mayGoOn, nanos))
                .toList();
    }

    /** The appliers of some columns. */
    public Appliers(List<Applier> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Rewrites the rows of a range, as {@link Applier#apply} does.
     *
     * @return ledger rows that left the state {@code COPIED}
     */
    public int apply(ColumnRange range) {
        return all.get(range.column()).apply(range.range());
    }

    /**
     * Applies whatever is {@code COPIED}. What keeps the rows of one column does not hold up the others'.
     *
     * @return ledger rows that left the state {@code COPIED}
     */
    public int sweep() {
        return each(Applier::sweep);
    }

    /**
     * The same of those columns for which a sweep is due.
     *
     * @return whether one was
     */
    public boolean sweepWhenDue() {
        return each(applier -> applier.sweepWhenDue() ? 1 : 0) > 0;
    }

    /** Does it for all columns, then fails as the last one has that failed; what it gives is summed up. */
    private int each(ToIntFunction<Applier> work) {
        int sum = 0;
        RuntimeException failure = null;
        for (Applier applier : all) {
            try {
                sum += work.applyAsInt(applier);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return sum;
    }

    /** Rows rewritten by this process. */
    public long applied() {
        return sum(Applier::applied);
    }

    /** Transactions that rewrote a range, by this process. */
    public long transactions() {
        return sum(Applier::transactions);
    }

    /** Time that those transactions took together. */
    public long nanoseconds() {
        return sum(Applier::nanoseconds);
    }

    private long sum(ToLongFunction<Applier> figure) {
        return all.stream().mapToLong(figure).sum();
    }
}
