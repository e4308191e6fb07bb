-- The first outcome of an attempt stands: a job delivered twice changes nothing.
INSERT IGNORE INTO ${ledger} (target_etag, copied_at, source_etag, source_modified, source_version,
    old_path, new_path, state, reason, detail, row_key)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
