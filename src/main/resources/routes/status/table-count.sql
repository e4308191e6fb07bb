-- Rows whose path lies under the legacy prefix: a full scan.
SELECT COUNT(*) FROM ${table} t WHERE LEFT(${path}, ?) = ?
