-- A row that was rewritten, if there is one.
SELECT 1 FROM ${ledger} WHERE state = 'APPLIED' LIMIT 1
