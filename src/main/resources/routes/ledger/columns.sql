-- What the ledgers of earlier versions lack: the keys where paths are written in other forms, what is known of each copy, and the id of the migration in the comment.
ALTER TABLE ${ledger}
    ADD COLUMN IF NOT EXISTS source_key VARCHAR(1024) NULL COMMENT 'of the legacy object, where old_path is not the key itself' AFTER new_path,
    ADD COLUMN IF NOT EXISTS target_key VARCHAR(1024) NULL COMMENT 'of the copy, where new_path is not the key itself' AFTER source_key,
    ADD COLUMN IF NOT EXISTS target_etag VARCHAR(255) NULL COMMENT 'of the copy' AFTER retry,
    ADD COLUMN IF NOT EXISTS copied_at DATETIME(3) NULL COMMENT 'UTC, by the clock of S3' AFTER target_etag,
    ADD COLUMN IF NOT EXISTS source_etag VARCHAR(255) NULL COMMENT 'of what was copied, where S3 was asked' AFTER copied_at,
    ADD COLUMN IF NOT EXISTS source_modified DATETIME(3) NULL COMMENT 'UTC' AFTER source_etag,
    ADD COLUMN IF NOT EXISTS source_version VARCHAR(255) NULL AFTER source_modified,
    COMMENT = '${comment}'
