-- The object of a row that was rewritten, and still holds the new path, is a recorded exception.
UPDATE ${ledger} l STRAIGHT_JOIN ${table} t ON t.${key} = l.row_key
SET l.reason = ?, l.detail = ?
WHERE l.row_key = ? AND l.state = 'APPLIED' AND NOT (l.reason <=> ?) AND ${path} = CAST(l.new_path AS BINARY)
