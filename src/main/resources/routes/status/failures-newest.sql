-- The exceptions recorded last: a full scan.
SELECT ${row_key_read}, old_path, COALESCE(reason, ''), COALESCE(detail, ''), attempts,
       DATE_FORMAT(updated_at, '%Y-%m-%dT%H:%i:%s.%fZ')
FROM ${ledger} WHERE state = 'FAILED' OR (state = 'APPLIED' AND reason IS NOT NULL) ORDER BY updated_at DESC, row_key LIMIT ?
