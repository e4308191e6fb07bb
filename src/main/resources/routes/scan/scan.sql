-- Rows that hold a legacy path, in key order, but those whose present path is copied already or is a recorded exception; and rows that only
-- look so. The last columns: whether the row was rewritten, and holds its old path again; whether the path is a legacy one. The digest
-- stands for a path that the ledger cannot hold.
SELECT ${key_read}, ${path}, CAST(COALESCE(l.attempts, 0) AS SIGNED),
       COALESCE(l.state = 'APPLIED' AND CAST(l.old_path AS BINARY) = ${path}, FALSE), ${legacy}
FROM ${table} t ${by_key} LEFT JOIN ${ledger} l ON l.row_key = t.${key}
WHERE ${window} AND (${legacy} OR ${near_miss})
  AND (l.row_key IS NULL
       OR l.state IN ('APPLIED', 'SUPERSEDED')
       OR (l.state = 'FAILED' AND l.retry)
       OR NOT (CAST(l.old_path AS BINARY) = ${path} OR COALESCE(l.detail, '') LIKE CONCAT('%md5 ', MD5(${path}))))
ORDER BY t.${key}
LIMIT ?
