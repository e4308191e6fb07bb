-- What was copied and not rewritten: nobody may rewrite it to an object that the operator may remove now. A new run copies it again. The
-- number of attempts lets a consumer that comes late record nothing.
UPDATE ${ledger} ${by_row_key} SET state = 'SUPERSEDED', reason = 'ROLLED_BACK', attempts = attempts + 1
WHERE row_key >= ? AND row_key <= ? AND state = 'COPIED'
