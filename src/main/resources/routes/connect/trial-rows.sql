-- Rows under the prefix at one end of the table.
SELECT ${key_read}, ${path} FROM ${table} t WHERE LEFT(${path}, ?) = ? ORDER BY t.${key} ${order} LIMIT ?
