-- The outcomes of rows new to the ledger; one that is there already, of a job delivered twice, fails it.
INSERT INTO ${ledger} (target_etag, copied_at, source_etag, source_modified, source_version,
    old_path, new_path, source_key, target_key, state, reason, detail, row_key)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
