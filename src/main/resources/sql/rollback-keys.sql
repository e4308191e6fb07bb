-- Rows that hold the new path, in key order.
SELECT row_key FROM ${ledger} WHERE ${after} state = 'APPLIED' ORDER BY row_key LIMIT ?
