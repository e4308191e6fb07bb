-- Rows under the prefix, in key order.
SELECT ${key_read}, ${path} FROM ${table} t ${by_key} WHERE ${window} AND ${legacy} ORDER BY t.${key} LIMIT ?
