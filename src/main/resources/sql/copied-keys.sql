SELECT row_key FROM ${ledger} WHERE ${after} state = 'COPIED' ORDER BY row_key LIMIT ?
