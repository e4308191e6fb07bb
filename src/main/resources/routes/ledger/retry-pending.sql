-- One failed row to retry that a scan would find, if there is one.
SELECT ${row_key_read} FROM ${ledger} ${by_row_key}
WHERE ${window} AND state = 'FAILED' AND retry
  AND EXISTS (SELECT 1 FROM ${table} t WHERE t.${key} = ${ledger}.row_key AND ${legacy})
ORDER BY row_key
LIMIT ?
