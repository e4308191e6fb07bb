-- Rows whose path lies under the legacy prefix.
SELECT COUNT(*) FROM ${table} t WHERE ${window} AND LEFT(${path}, ?) = ?
