-- A row that was rewritten, or refused among others that were not, if there is one.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key} WHERE ${window} AND (state = 'APPLIED' OR reason = 'APPLY_REJECTED') ORDER BY row_key LIMIT ?
