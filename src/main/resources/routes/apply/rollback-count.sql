-- Applied rows of a range, and how many of them still hold the new path.
SELECT COUNT(*), COALESCE(SUM(${path} <=> CAST(l.new_path AS BINARY)), 0)
FROM ${ledger} l ${by_row_key} LEFT JOIN ${table} t ON t.${key} = l.row_key
WHERE l.row_key >= ? AND l.row_key <= ? AND l.state = 'APPLIED'
