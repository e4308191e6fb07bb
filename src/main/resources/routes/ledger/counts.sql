SELECT state, COALESCE(reason, ''), COUNT(*) FROM ${ledger} GROUP BY state, reason
