-- A row, if there is one.
SELECT 1 FROM ${ledger} LIMIT 1
