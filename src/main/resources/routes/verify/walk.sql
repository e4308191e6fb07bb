-- Rows under the legacy or the new prefix, in key order.
SELECT ${key_read}, ${path} FROM ${table} t ${by_key}
WHERE ${window} AND (LEFT(${path}, ?) = ? OR LEFT(${path}, ?) = ?)
ORDER BY t.${key}
LIMIT ?
