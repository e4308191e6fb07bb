-- Failed rows that nobody has asked to retry yet, in key order.
SELECT row_key FROM ${ledger}
WHERE ${window} AND state = 'FAILED' AND NOT retry AND ${which}
ORDER BY row_key LIMIT ?
