-- One failed row to retry that a scan would find, if there is one.
SELECT row_key FROM ${ledger} l STRAIGHT_JOIN ${table} t ON t.${key} = l.row_key
WHERE ${window} AND l.state = 'FAILED' AND l.retry AND LEFT(${path}, ?) = ?
ORDER BY row_key
LIMIT ?
