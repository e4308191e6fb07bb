-- Some rows by their keys: the rows of a job follow each other in the scan, not in the ledger.
SELECT ${row_key_read}, attempts, COALESCE(target_key, new_path), target_etag FROM ${ledger} WHERE row_key IN (${keys})
