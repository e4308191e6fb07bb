-- Failed rows that nobody has asked to retry yet, in key order.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key}
WHERE ${window} AND state = 'FAILED' AND NOT retry AND ${which}
ORDER BY row_key LIMIT ?
