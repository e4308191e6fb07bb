SELECT state, COALESCE(reason, ''), COUNT(*) FROM ${ledger} WHERE ${window} GROUP BY state, reason
