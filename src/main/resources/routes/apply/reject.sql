UPDATE ${ledger} SET state = 'FAILED', reason = ?, detail = ? WHERE row_key = ? AND state = 'COPIED'
