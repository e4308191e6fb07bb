-- Rows under the legacy or the new prefix, in key order.
SELECT t.${key}, ${path} FROM ${table} t
WHERE ${window} AND (LEFT(${path}, ?) = ? OR LEFT(${path}, ?) = ?)
ORDER BY t.${key}
LIMIT ?
