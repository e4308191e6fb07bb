-- All rows of a window, and those without a path.
SELECT COUNT(*), COALESCE(SUM(t.${column} IS NULL OR OCTET_LENGTH(t.${column}) = 0), 0)
FROM ${table} t ${by_key} WHERE ${window}
