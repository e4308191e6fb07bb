-- Rows that hold a legacy path, in key order, the outcomes that the ledger holds for them, and whether the scan would find them.
SELECT ${key_read}, ${path}, COALESCE(l.attempts, 0),
       l.row_key IS NULL
       OR l.state IN ('APPLIED', 'SUPERSEDED')
       OR (l.state = 'FAILED' AND l.retry)
       OR NOT CAST(l.old_path AS BINARY) = ${path}
FROM ${table} t ${by_key} LEFT JOIN ${ledger} l ON l.row_key = t.${key}
WHERE ${window} AND ${legacy}
ORDER BY t.${key}
LIMIT ?
