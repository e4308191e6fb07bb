-- Rows of a range in one state, in key order.
SELECT ${row_key_read} FROM ${ledger} WHERE row_key >= ? AND row_key <= ? AND state = '${state}' ORDER BY row_key
