-- A row near the end of the table, whatever it holds.
SELECT ${key_read} FROM ${table} t ${by_key} ORDER BY t.${key} DESC LIMIT 1 OFFSET ?
