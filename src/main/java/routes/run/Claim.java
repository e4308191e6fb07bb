package routes.run;

import routes.ledger.Ledger;
import routes.ledger.LedgerTable;
import routes.queue.JobQueue;
import routes.queue.Ownership;

/**
 * What a process does before it works: a producer makes the ledger, then takes the namespace in Redis by the id of the ledger; a consumer
 * only sees that nobody else has it, since one that is started again after the end must leave nothing behind.
 */
final class Claim {

    private final Ledger ledger;
    private final LedgerTable table;
    private final JobQueue queue;
    private final Ownership ownership;

    Claim(Ledger ledger, LedgerTable table, JobQueue queue, Ownership ownership) {
        this.ledger = ledger;
        this.table = table;
        this.queue = queue;
        this.ownership = ownership;
    }

    /**
     * Sees that nobody else has the namespace.
     *
     * @throws routes.config.ConfigurationException when somebody has
     */
    void check() {
        ownership.require();
    }

    /**
     * Makes the ledger, unless it is there, and takes the namespace.
     *
     * @throws routes.config.ConfigurationException when somebody else has the namespace; no new ledger is left behind then
     */
    void take() {
        ownership.require();
        boolean made = !table.exists();
        ledger.create();
        if (queue.claim(ledger.identity())) {
            return;
        }
        // another migration was faster, between the two; whoever has found this ledger meanwhile is refused as well
        if (made) {
            ledger.drop();
        }
        ownership.require();
    }
}
