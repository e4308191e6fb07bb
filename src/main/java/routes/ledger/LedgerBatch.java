package routes.ledger;

import java.util.List;

/**
 * One statement and the values of each row that it records.
 *
 * @param rest what records the same rows when the ledger has some of them already, which the statement says by failing; the statement itself
 *     if it cannot fail so
 */
public record LedgerBatch(String statement, String rest, List<Object[]> rows) {}
