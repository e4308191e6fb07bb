-- Rows of the ledger, in key order, and what is known of the copies of their objects.
SELECT ${row_key_read}, COALESCE(source_key, old_path), COALESCE(target_key, new_path), state, attempts, state = 'APPLIED' AND reason IS NOT NULL,
       target_etag, copied_at, source_etag, source_modified, source_version
FROM ${ledger} ${by_row_key}
WHERE ${window} AND ${which}
ORDER BY row_key LIMIT ?
