-- Recorded exceptions, in key order: rows that failed, and rewritten ones whose object is in question since.
SELECT ${row_key_read}, old_path, new_path, COALESCE(reason, ''), COALESCE(detail, ''), attempts,
       DATE_FORMAT(updated_at, '%Y-%m-%dT%H:%i:%s.%fZ')
FROM ${ledger} ${by_row_key} WHERE ${window} AND (state = 'FAILED' OR (state = 'APPLIED' AND reason IS NOT NULL)) ORDER BY row_key LIMIT ?
