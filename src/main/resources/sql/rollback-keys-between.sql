-- Applied rows of a range, in key order.
SELECT row_key FROM ${ledger} WHERE row_key BETWEEN ? AND ? AND state = 'APPLIED' ORDER BY row_key
