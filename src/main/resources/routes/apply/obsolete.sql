-- Failed rows that nothing is left to do for: they are gone, or the application has given them a path that is no legacy one.
UPDATE ${ledger} l ${by_row_key} LEFT JOIN ${table} t ON t.${key} = l.row_key
SET l.state = 'SUPERSEDED', l.retry = FALSE
WHERE l.row_key >= ? AND l.row_key <= ? AND l.state = 'FAILED' AND NOT ${legacy}
