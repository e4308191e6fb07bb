-- Some rows whose object was copied.
SELECT ${row_key_read}, old_path, new_path FROM ${ledger} ${by_row_key} WHERE ${window} AND state IN ('COPIED', 'APPLIED') ORDER BY row_key LIMIT ?
