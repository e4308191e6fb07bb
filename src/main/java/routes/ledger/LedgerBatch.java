package routes.ledger;

import java.util.List;

/** One statement and the values of each row that it records. */
public record LedgerBatch(String statement, List<Object[]> rows) {}
