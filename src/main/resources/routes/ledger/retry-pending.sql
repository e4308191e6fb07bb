-- One failed row to retry that a scan would find, if there is one.
SELECT 1 FROM ${ledger} l STRAIGHT_JOIN ${table} t ON t.${key} = l.row_key
WHERE l.state = 'FAILED' AND l.retry AND LEFT(${path}, ?) = ?
LIMIT 1
