-- A row that this transaction has rewritten and that holds something else than the new path, if there is one, and what it holds.
SELECT ${path_text}
FROM ${ledger} l ${by_row_key} LEFT JOIN ${table} t ON t.${key} = l.row_key
WHERE l.updated_at = ? AND l.row_key >= ? AND l.row_key <= ? AND l.state = 'APPLIED'
  AND NOT (${path} <=> CAST(l.new_path AS BINARY))
LIMIT 1
