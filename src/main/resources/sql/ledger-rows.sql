-- All rows of the ledger.
SELECT COUNT(*) FROM ${ledger}
