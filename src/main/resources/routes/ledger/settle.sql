-- No exception any more: the application has given the row another path, or deleted it.
UPDATE ${ledger} l LEFT JOIN ${table} t ON t.${key} = l.row_key
SET l.reason = NULL, l.detail = NULL
WHERE l.row_key = ? AND l.state = 'APPLIED' AND l.reason IS NOT NULL AND NOT (${path} <=> CAST(l.new_path AS BINARY))
