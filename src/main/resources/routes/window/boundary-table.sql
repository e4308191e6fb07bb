-- The last row of a window of the table, whatever the rows hold; nothing when it has fewer.
SELECT ${key_read} FROM ${table} t ${by_key} WHERE ${window} ORDER BY t.${key} LIMIT 1 OFFSET ?
