-- Rows of the ledger in one state, in key order.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE ${window} AND state = '${state}' ORDER BY row_key LIMIT ?
