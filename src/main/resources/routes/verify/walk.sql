-- Rows that hold a legacy or a new path, in key order, and rows that look as if they meant a legacy one.
SELECT ${key_read}, ${path}, ${legacy}, ${target} FROM ${table} t ${by_key}
WHERE ${window} AND (${legacy} OR ${target} OR ${near_miss})
ORDER BY t.${key}
LIMIT ?
