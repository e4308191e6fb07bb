-- Rows whose object is at the new key, in key order, and what is known of it; and those that failed because another object is there.
SELECT row_key, old_path, new_path, state, attempts, state = 'APPLIED' AND reason IS NOT NULL,
       target_etag, copied_at, source_etag, source_modified, source_version
FROM ${ledger}
WHERE ${after} (state IN ('COPIED', 'APPLIED') OR (state = 'FAILED' AND reason = 'TARGET_EXISTS_DIFFERENT'))
ORDER BY row_key LIMIT ?
