-- Rows whose path lies under the legacy prefix.
SELECT COUNT(*) FROM ${table} t ${by_key} WHERE ${window} AND ${legacy}
