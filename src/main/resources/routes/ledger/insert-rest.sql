-- The same, row by row, when some are there already: the first outcome of an attempt stands. Nothing else is passed over.
INSERT INTO ${ledger} (target_etag, copied_at, source_etag, source_modified, source_version,
    old_path, new_path, source_key, target_key, state, reason, detail, row_key)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON DUPLICATE KEY UPDATE row_key = ${ledger}.row_key
