-- What is known of the object of one row.
SELECT row_key, old_path, new_path, state, attempts, state = 'APPLIED' AND reason IS NOT NULL,
       target_etag, copied_at, source_etag, source_modified, source_version
FROM ${ledger} WHERE row_key = ? AND state IN ('COPIED', 'APPLIED')
