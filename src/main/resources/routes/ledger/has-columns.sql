-- Whether the ledger has all columns: whether the last one that came is there.
SELECT 1 FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = ? AND column_name = 'target_key'
