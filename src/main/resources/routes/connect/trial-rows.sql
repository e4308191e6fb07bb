-- Rows under the prefix at one end of the table.
SELECT t.${key}, ${path} FROM ${table} t WHERE LEFT(${path}, ?) = ? ORDER BY t.${key} ${order} LIMIT ?
