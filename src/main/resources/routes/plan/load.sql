-- What the size of the ledger and of the binary log depends on. The size of a row is the statistics', which is about right.
SELECT (SELECT AVG(OCTET_LENGTH(s.row_key)) FROM (SELECT t.${key} AS row_key FROM ${table} t LIMIT ?) s),
       (SELECT AVG_ROW_LENGTH FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?),
       @@log_bin,
       @@binlog_row_image
