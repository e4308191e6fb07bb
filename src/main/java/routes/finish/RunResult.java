package routes.finish;

import java.util.List;
import routes.config.ExitCode;
import routes.ledger.LedgerCounts;
import routes.table.NearMisses;

/**
 * What a run has come to.
 *
 * @param columns counts of each column's ledger, which is the record of what was done
 * @param nearMisses rows that were left alone, though they look as if they meant legacy objects
 */
public record RunResult(List<LedgerCounts> columns, NearMisses nearMisses) {

    public RunResult {
        columns = List.copyOf(columns);
    }

    /** Those of all columns together. */
    public LedgerCounts counts() {
        return LedgerCounts.sum(columns);
    }

    /** The exit code that it stands for. */
    public int exitCode() {
        return counts().exceptions() == 0 && nearMisses.rows() == 0 ? ExitCode.DONE : ExitCode.DONE_WITH_EXCEPTIONS;
    }
}
