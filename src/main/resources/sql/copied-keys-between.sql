SELECT row_key FROM ${ledger} WHERE row_key BETWEEN ? AND ? AND state = 'COPIED' ORDER BY row_key
