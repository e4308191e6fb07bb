SELECT state, COALESCE(reason, ''), COUNT(*) FROM ${ledger} ${by_row_key} WHERE ${window} GROUP BY state, reason
