-- A row that was rewritten, if there is one.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE ${window} AND state = 'APPLIED' ORDER BY row_key LIMIT ?
