package routes.ledger;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import routes.config.ConfigurationException;
import routes.config.Migration;
import routes.config.Settings;
import routes.table.Sql;
import routes.table.TableSchema;

/** The columns of a migration, in the order of the settings; one in most migrations. */
public final class Columns implements Iterable<Column> {

    private final List<Column> all;

    private Columns(List<Column> all) {
        this.all = List.copyOf(all);
    }

    /**
     * Those of the settings.
     *
     * @param schemas of the columns' tables, in the order of the columns
     * @param database where the ledgers are
     */
    public static Columns of(List<TableSchema> schemas, Settings settings, DataSource database) {
        List<Column> all = new ArrayList<>();
        for (TableSchema schema : schemas) {
            Sql statements = Sql.of(schema, settings);
            all.add(new Column(all.size(), schema, statements, new Ledger(schema, statements, database)));
        }
        return new Columns(all);
    }

    /** A migration of one column. */
    public static Columns of(Column only) {
        return new Columns(List.of(only));
    }

    public List<Column> all() {
        return all;
    }

    public int size() {
        return all.size();
    }

    /** What all have in common: the buckets, the prefixes, the forms of paths. */
    public Migration migration() {
        return all.get(0).migration();
    }

    /** The migration in one line, for people. */
    public String describe() {
        return Migration.describe(all.stream().map(Column::migration).toList());
    }

    /** The column of a number; empty when there is none. */
    public Optional<Column> at(int number) {
        return number >= 0 && number < all.size() ? Optional.of(all.get(number)) : Optional.empty();
    }

    /**
     * The column whose rows a job has; empty when the job is another migration's.
     *
     * @param number of the column, as the job says it
     * @param mark what the job says of the migration, as {@link Ledger#owns} has it
     */
    public Optional<Column> owner(int number, String mark) {
        return at(number).filter(column -> column.ledger().owns(mark));
    }

    /** The column of a number that is known to be one. */
    public Column get(int number) {
        return all.get(number);
    }

    /** What a row of a column is called for people. */
    public String nameOf(int column, String key) {
        return all.get(column).migration().nameOf(key);
    }

    /**
     * Which migration this is, as the ledgers have it now.
     *
     * @throws routes.fault.SystemFaultException when a ledger is absent, or not this migration's
     */
    public Identity identity() {
        return Identity.together(
                all.stream().map(column -> column.ledger().identity()).toList());
    }

    /**
     * Refuses when a ledger of an earlier version knows nothing of the copies yet.
     *
     * @throws ConfigurationException naming the setting, and the statement that puts it right
     */
    public void requireKnowledgeOfCopies() {
        all.forEach(column -> column.ledger().missing().ifPresent(statement -> {
            throw Settings.problem(
                    "temp.table.for.update",
                    "names the ledger of an earlier version; a run brings it along, or have somebody who may do: "
                            + statement);
        }));
    }

    /** Counts each ledger, in the order of the columns. */
    public List<LedgerCounts> counts() {
        return all.stream().map(column -> column.ledger().counts()).toList();
    }

    @Override
    public Iterator<Column> iterator() {
        return all.iterator();
    }
}
