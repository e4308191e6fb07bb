-- A row that is not rewritten, and is not to be.
UPDATE ${ledger} SET state = 'FAILED', reason = ?, detail = ? WHERE row_key = ? AND attempts = ? AND state = 'COPIED'
