-- A row that this transaction has restored and that holds something else than the old path, if there is one, and what it holds.
SELECT ${path_text}
FROM ${ledger} l ${by_row_key} LEFT JOIN ${table} t ON t.${key} = l.row_key
WHERE l.updated_at = ? AND l.row_key >= ? AND l.row_key <= ? AND l.state = 'SUPERSEDED' AND l.reason = 'ROLLED_BACK'
  AND NOT (${path} <=> CAST(l.old_path AS BINARY))
LIMIT 1
