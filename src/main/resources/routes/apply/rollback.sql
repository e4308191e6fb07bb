-- Writes the old path back into the rows of a range that still hold the new one.
-- The time is the transaction's own, by which it knows again what it has restored.
SET STATEMENT innodb_lock_wait_timeout = 0 FOR
UPDATE ${ledger} l ${by_row_key} STRAIGHT_JOIN ${table} t ON t.${key} = l.row_key
SET t.${column} = ${old_path}, l.state = 'SUPERSEDED', l.reason = 'ROLLED_BACK', l.updated_at = ?
WHERE l.row_key >= ? AND l.row_key <= ? AND l.state = 'APPLIED' AND ${path} = CAST(l.new_path AS BINARY)
