-- Some rows whose object was copied, with the keys of both.
SELECT ${row_key_read}, COALESCE(source_key, old_path), COALESCE(target_key, new_path) FROM ${ledger} ${by_row_key} WHERE ${window} AND state IN ('COPIED', 'APPLIED') ORDER BY row_key LIMIT ?
