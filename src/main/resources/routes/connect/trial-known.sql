-- A row that was rewritten, or refused among others that were not, if there is one.
SELECT 1 FROM ${ledger} WHERE state = 'APPLIED' OR reason = 'APPLY_REJECTED' LIMIT 1
