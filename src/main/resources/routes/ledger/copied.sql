-- Some rows whose object was copied.
SELECT row_key, old_path, new_path FROM ${ledger} WHERE ${window} AND state IN ('COPIED', 'APPLIED') ORDER BY row_key LIMIT ?
