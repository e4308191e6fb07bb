-- A row that was rewritten, or refused among others that were not, if there is one.
SELECT row_key FROM ${ledger} WHERE ${window} AND (state = 'APPLIED' OR reason = 'APPLY_REJECTED') ORDER BY row_key LIMIT ?
