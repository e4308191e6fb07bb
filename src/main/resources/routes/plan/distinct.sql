-- Objects that the rows under the prefix point at.
SELECT COUNT(DISTINCT ${path}) FROM ${table} t WHERE LEFT(${path}, ?) = ?
