-- Keys of the legacy objects that were copied, in key order of their rows.
SELECT ${row_key_read}, CAST(COALESCE(source_key, old_path) AS BINARY) FROM ${ledger} ${by_row_key}
WHERE ${window} AND state <> 'FAILED'
ORDER BY row_key
LIMIT ?
