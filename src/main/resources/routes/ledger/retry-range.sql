-- Asks for another attempt at the failed rows of a range; the time stays that of the failure.
UPDATE ${ledger} ${by_row_key} SET retry = TRUE, updated_at = updated_at
WHERE row_key >= ? AND row_key <= ? AND state = 'FAILED' AND NOT retry AND ${which}
