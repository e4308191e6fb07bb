-- Paths under the prefix, each as likely as any other.
SELECT ${path_text} FROM ${table} t WHERE LEFT(${path}, ?) = ? ORDER BY RAND() LIMIT ?
