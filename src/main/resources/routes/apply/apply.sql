-- Rewrites the rows of a range whose objects are confirmed at the new key and whose path nobody has changed since.
-- The time is the transaction's own, by which it knows again what it has rewritten.
SET STATEMENT innodb_lock_wait_timeout = 0 FOR
UPDATE ${ledger} l ${by_row_key} STRAIGHT_JOIN ${table} t ON t.${key} = l.row_key
SET t.${column} = ${new_path}, l.state = 'APPLIED', l.updated_at = ?
WHERE l.row_key >= ? AND l.row_key <= ? AND l.state = 'COPIED' AND ${path} = CAST(l.old_path AS BINARY)
