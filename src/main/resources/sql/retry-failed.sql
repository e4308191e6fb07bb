-- Has a scan take failed rows up again, some at a time.
UPDATE ${ledger} SET retry = TRUE WHERE state = 'FAILED' AND NOT retry ORDER BY row_key LIMIT ?
