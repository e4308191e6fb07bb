-- The last row of a window of the ledger; nothing when it has fewer.
SELECT row_key FROM ${ledger} WHERE ${window} ORDER BY row_key LIMIT 1 OFFSET ?
