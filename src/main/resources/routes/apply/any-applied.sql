-- A row that was rewritten, if there is one.
SELECT row_key FROM ${ledger} WHERE ${window} AND state = 'APPLIED' ORDER BY row_key LIMIT ?
