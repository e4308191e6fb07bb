-- Forgets the collisions to retry, so that they are looked for again.
DELETE FROM ${ledger} WHERE state = 'FAILED' AND reason = 'KEY_COLLISION' AND retry
