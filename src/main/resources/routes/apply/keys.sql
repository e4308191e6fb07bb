-- Rows of the ledger in one state, in key order.
SELECT row_key FROM ${ledger} WHERE ${window} AND state = '${state}' ORDER BY row_key LIMIT ?
