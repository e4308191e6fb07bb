-- What the statement before left over in the range, if the row is gone or was given another path.
SET STATEMENT innodb_lock_wait_timeout = 0 FOR
UPDATE ${ledger} l ${by_row_key} LEFT JOIN ${table} t ON t.${key} = l.row_key
SET l.state = 'SUPERSEDED'
WHERE l.row_key >= ? AND l.row_key <= ? AND l.state = 'COPIED' AND NOT (${path} <=> CAST(l.old_path AS BINARY))
