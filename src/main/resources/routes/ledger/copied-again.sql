-- A copy that is up to date, unless the row has had another outcome meanwhile.
UPDATE ${ledger}
SET target_etag = ?, copied_at = ?, source_etag = ?, source_modified = ?, source_version = ?, reason = NULL, detail = NULL
WHERE row_key = ? AND attempts = ? AND state IN ('COPIED', 'APPLIED')
