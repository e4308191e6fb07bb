-- Rows of a range in one state, in key order.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE row_key >= ? AND row_key <= ? AND state = '${state}' ORDER BY row_key
