-- A further attempt at a row that the ledger knows: compare-and-set on the number of attempts that the scan saw.
UPDATE ${ledger}
SET old_path = ?, new_path = ?, state = ?, reason = ?, detail = ?, attempts = attempts + 1, retry = FALSE
WHERE row_key = ? AND attempts = ?
