-- The exceptions recorded last, of a window.
SELECT ${row_key_read}, old_path, COALESCE(reason, ''), COALESCE(detail, ''), attempts,
       DATE_FORMAT(updated_at, '%Y-%m-%dT%H:%i:%s.%fZ')
FROM ${ledger} ${by_row_key} WHERE ${window} AND (state = 'FAILED' OR (state = 'APPLIED' AND reason IS NOT NULL)) ORDER BY updated_at DESC, row_key LIMIT ${most}
