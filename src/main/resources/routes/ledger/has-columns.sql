-- Whether the ledger keeps what is known of copies.
SELECT 1 FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = ? AND column_name = 'source_version'
