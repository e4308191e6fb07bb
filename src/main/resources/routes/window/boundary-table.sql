-- The last row of a window of the table, whatever the rows hold; nothing when it has fewer.
SELECT t.${key} FROM ${table} t WHERE ${window} ORDER BY t.${key} LIMIT 1 OFFSET ?
