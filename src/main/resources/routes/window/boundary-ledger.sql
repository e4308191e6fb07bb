-- The last row of a window of the ledger; nothing when it has fewer.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE ${window} ORDER BY row_key LIMIT 1 OFFSET ?
