-- The last row of a window of the ledger and the first one after it; nothing when the range ends before.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE row_key >= ? AND row_key <= ? ORDER BY row_key LIMIT 2 OFFSET ?
