-- One row per table row handled. What a server could make of it that does not suit, it names for itself: engine, row format, character set. The key sorts as the production table's does, so that applying is a merge of two ranges.
CREATE TABLE IF NOT EXISTS ${ledger} (
    row_key    ${key_definition} NOT NULL PRIMARY KEY,
    old_path   VARCHAR(1024) NOT NULL,
    new_path   VARCHAR(1024) NOT NULL,
    source_key VARCHAR(1024) NULL COMMENT 'of the legacy object, where old_path is not the key itself',
    target_key VARCHAR(1024) NULL COMMENT 'of the copy, where new_path is not the key itself',
    state      ENUM ('COPIED', 'APPLIED', 'SUPERSEDED', 'FAILED') NOT NULL,
    reason     VARCHAR(32) NULL,
    detail     VARCHAR(1024) NULL,
    attempts   INT UNSIGNED NOT NULL DEFAULT 1,
    retry      BOOLEAN NOT NULL DEFAULT FALSE COMMENT 'asked for by an operator; a scan takes the row up again',
    target_etag VARCHAR(255) NULL COMMENT 'of the copy',
    copied_at  DATETIME(3) NULL COMMENT 'UTC, by the clock of S3',
    source_etag VARCHAR(255) NULL COMMENT 'of what was copied, where S3 was asked',
    source_modified DATETIME(3) NULL COMMENT 'UTC',
    source_version VARCHAR(255) NULL,
    updated_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT = '${comment}'
