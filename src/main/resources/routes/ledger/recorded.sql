SELECT row_key, attempts FROM ${ledger} WHERE row_key BETWEEN ? AND ?
