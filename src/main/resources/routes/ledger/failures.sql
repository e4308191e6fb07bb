-- Recorded exceptions, in key order.
SELECT row_key, old_path, new_path, COALESCE(reason, ''), COALESCE(detail, ''), attempts,
       DATE_FORMAT(updated_at, '%Y-%m-%dT%H:%i:%s.%fZ')
FROM ${ledger} WHERE ${after} state = 'FAILED' ORDER BY row_key LIMIT ?
