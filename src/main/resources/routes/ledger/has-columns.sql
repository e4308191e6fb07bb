-- Whether the ledger has the columns that the versions since the first have brought: one of each version.
SELECT 1 FROM information_schema.columns
WHERE table_schema = DATABASE() AND table_name = ? AND column_name IN ('source_version', 'target_key')
HAVING COUNT(*) = 2
