-- Rows of the ledger in one state, in key order.
SELECT ${row_key_read} FROM ${ledger} WHERE ${after} state = '${state}' ORDER BY row_key LIMIT ?
