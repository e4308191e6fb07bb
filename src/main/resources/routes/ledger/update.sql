-- A further attempt at a row that the ledger knows: compare-and-set on the number of attempts that the scan saw.
-- A failure forgets nothing of the copy that may be at the new key already.
UPDATE ${ledger}
SET target_etag = COALESCE(?, IF(CAST(new_path AS BINARY) = CAST(? AS BINARY), target_etag, NULL)),
    copied_at = ?, source_etag = ?, source_modified = ?, source_version = ?,
    old_path = ?, new_path = ?, source_key = ?, target_key = ?, state = ?, reason = ?, detail = ?, attempts = attempts + 1, retry = FALSE
WHERE row_key = ? AND attempts = ?
