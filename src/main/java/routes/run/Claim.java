package routes.run;

import java.util.List;
import javax.sql.DataSource;
import routes.ledger.Column;
import routes.ledger.Columns;
import routes.ledger.Ledger;
import routes.ledger.LedgerTable;
import routes.queue.JobQueue;
import routes.queue.Ownership;

/**
 * What a process does before it works: a producer makes the ledgers, then takes the namespace in Redis by their ids; a consumer
 * only sees that nobody else has it, since one that is started again after the end must leave nothing behind.
 */
final class Claim {

    private final Columns columns;
    private final DataSource database;
    private final JobQueue queue;
    private final Ownership ownership;
    private final OtherVersions others;

    /**
     * @param database where the ledgers are
     */
    Claim(Columns columns, DataSource database, JobQueue queue, Ownership ownership, OtherVersions others) {
        this.others = others;
        this.columns = columns;
        this.database = database;
        this.queue = queue;
        this.ownership = ownership;
    }

    /**
     * Sees that nobody else has the namespace, and that the ledger, if there is one, can be written to: that of an earlier version is changed.
     *
     * @throws routes.config.ConfigurationException when somebody has, or it may not be changed
     */
    void check() {
        requireNobodyElse();
        columns.forEach(column ->
                column.ledger().missing().ifPresent(statement -> column.ledger().create()));
    }

    private void requireNobodyElse() {
        ownership.require();
        others.requireNone();
    }

    /**
     * Makes the ledgers, unless they are there, and takes the namespace.
     *
     * @throws routes.config.ConfigurationException when somebody else has the namespace; no new ledger is left behind then
     */
    void take() {
        requireNobodyElse();
        List<Ledger> made = columns.all().stream()
                .filter(column -> !new LedgerTable(database, column.migration()).exists())
                .map(Column::ledger)
                .toList();
        columns.forEach(column -> column.ledger().create());
        if (queue.claim(columns.identity())) {
            return;
        }
        // another migration was faster, between the two; whoever has found these ledgers meanwhile is refused as well
        made.forEach(Ledger::drop);
        ownership.require();
    }
}
